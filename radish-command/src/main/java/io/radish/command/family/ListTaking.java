// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import io.radish.command.Call;
import io.radish.event.Notification;
import io.radish.memory.ByteView;
import io.radish.value.Entry;
import io.radish.value.ListCursor;
import io.radish.value.ListValue;
import io.radish.value.ValueType;

/**
 * Taking elements from lists, as the commands that wait for one and those that do not both do.
 *
 * <p>The methods that look for a list write the reply, an error for a key of another type included,
 * and say whether they did; where there is no list they write nothing.
 */
final class ListTaking {
  private ListTaking() {}

  /**
   * Writes {@code count} elements of the list at key {@code n}, as many as it has at most, in the
   * order in which they are taken, and drops them.
   */
  static void take(Call call, int n, Entry list, boolean left, long count) {
    ByteView element = new ByteView();
    ListCursor cursor = new ListCursor(list.memory());
    if (left) {
      cursor.open(list);
    } else {
      cursor.openAtEnd(list);
    }
    for (long i = 0; i < count && (left ? cursor.next(element) : cursor.previous(element)); i++) {
      call.replyBytes(element);
    }
    if (count > 0) {
      boolean all = count == ListValue.length(list);
      call.keyspaceForWrite().lists().drop(list, left, count, call.now());
      notifyOfPop(call, n, left, all);
    }
  }

  /** Tells that elements were taken, and where they were all, that the key went. */
  private static void notifyOfPop(Call call, int n, boolean left, boolean all) {
    call.notify(Notification.LIST, left ? "lpop" : "rpop", n);
    if (all) {
      call.notify(Notification.GENERIC, "del", n);
    }
  }

  /** Takes one element from the first list among the keys, as {@code BLPOP} does. */
  static boolean popOne(Call call, boolean left) {
    for (int n = 0; n < call.keyCount(); n++) {
      Entry list = call.findForWrite(n);
      if (list != null) {
        if (call.expect(list, ValueType.LIST)) {
          call.reply().array(2);
          call.replyBytes(call.key(n).bytes());
          take(call, n, list, left, 1);
        }
        return true;
      }
    }
    return false;
  }

  /** Takes up to {@code most} elements from the first list among the keys, as {@code LMPOP}. */
  static boolean popMany(Call call, boolean left, long most) {
    for (int n = 0; n < call.keyCount(); n++) {
      Entry list = call.findForWrite(n);
      if (list != null) {
        if (call.expect(list, ValueType.LIST)) {
          long count = Math.min(most, ListValue.length(list));
          call.reply().array(2);
          call.replyBytes(call.key(n).bytes());
          call.reply().array(count);
          take(call, n, list, left, count);
        }
        return true;
      }
    }
    return false;
  }

  /** Moves an element from one end of key 0 to one of key 1, as {@code LMOVE} does. */
  static boolean move(Call call, boolean fromLeft, boolean toLeft) {
    Entry source = call.findForWrite(0);
    if (source == null) {
      return false;
    }
    if (!call.expect(source, ValueType.LIST)) {
      return true;
    }
    ByteView element = new ByteView();
    if (fromLeft) {
      new ListCursor(source.memory()).open(source).next(element);
    } else {
      new ListCursor(source.memory()).openAtEnd(source).previous(element);
    }
    if (call.key(0).bytes().contentEquals(call.key(1).bytes())) {
      call.replyBytes(element);
      if (fromLeft != toLeft) {
        call.keyspaceForWrite().lists().rotate(source, fromLeft, call.now());
      }
      call.notify(Notification.LIST, toLeft ? "lpush" : "rpush", 0);
      notifyOfPop(call, 0, fromLeft, false);
      return true;
    }
    // What the view shows stays in its place while the other key is looked for and pushed to.
    Entry destination = call.findForWrite(1);
    if (destination != null && !call.expect(destination, ValueType.LIST)) {
      return true;
    }
    call.replyBytes(element);
    call.keyspaceForWrite()
        .lists()
        .push(call.key(1), destination, toLeft, 1, i -> element, call.now());
    call.notify(Notification.LIST, toLeft ? "lpush" : "rpush", 1);
    Entry again = call.findForWrite(0);
    if (again == null) {
      throw new IllegalStateException("the list that was moved from is gone");
    }
    boolean all = ListValue.length(again) == 1;
    call.keyspaceForWrite().lists().drop(again, fromLeft, 1, call.now());
    notifyOfPop(call, 0, fromLeft, all);
    return true;
  }
}
