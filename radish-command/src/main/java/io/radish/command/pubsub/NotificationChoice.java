// SPDX-License-Identifier: Apache-2.0
package io.radish.command.pubsub;

import io.radish.event.Notification;
import java.util.EnumSet;
import java.util.Set;

/**
 * Which of what happens to keys is published, and where: Redis' {@code notify-keyspace-events}.
 *
 * @param classes what is published
 * @param toKeyspace whether under the key's name, in {@code __keyspace@0__:key}
 * @param toKeyEvent whether under the event's, in {@code __keyevent@0__:event}
 */
public record NotificationChoice(
    Set<Notification> classes, boolean toKeyspace, boolean toKeyEvent) {
  /** Nothing is published. */
  public static final NotificationChoice NONE = new NotificationChoice(Set.of(), false, false);

  /** What {@code A} stands for: all but what would be too much for most. */
  private static final Set<Notification> USUAL =
      EnumSet.complementOf(EnumSet.of(Notification.NEW, Notification.KEY_MISS));

  public NotificationChoice {
    classes = Set.copyOf(classes);
  }

  /**
   * Reads the letters.
   *
   * @throws IllegalArgumentException with Redis' words, where one has no meaning
   */
  public static NotificationChoice parse(String letters) {
    Set<Notification> classes = EnumSet.noneOf(Notification.class);
    for (int i = 0; i < letters.length(); i++) {
      char letter = letters.charAt(i);
      if (letter == 'A') {
        classes.addAll(USUAL);
      } else if (letter != 'K' && letter != 'E') {
        classes.add(ofLetter(letter));
      }
    }
    return new NotificationChoice(classes, letters.indexOf('K') >= 0, letters.indexOf('E') >= 0);
  }

  private static Notification ofLetter(char letter) {
    for (Notification each : Notification.values()) {
      if (each.letter() == letter) {
        return each;
      }
    }
    throw new IllegalArgumentException("Invalid event class character. Use 'Ag$lshzxeKEtmdn'.");
  }

  /** The bits of the classes; none where they are published nowhere. */
  int bits() {
    return toKeyspace || toKeyEvent
        ? classes.stream().mapToInt(Notification::bit).reduce(0, (a, b) -> a | b)
        : 0;
  }

  /** The letters as Redis gives them, which forgets {@code n} beside {@code A}. */
  @Override
  public String toString() {
    StringBuilder letters = new StringBuilder();
    if (classes.containsAll(USUAL)) {
      letters.append('A');
    } else {
      for (Notification each : Notification.values()) {
        if (each != Notification.KEY_MISS && classes.contains(each)) {
          letters.append(each.letter());
        }
      }
    }
    if (toKeyspace) {
      letters.append('K');
    }
    if (toKeyEvent) {
      letters.append('E');
    }
    if (classes.contains(Notification.KEY_MISS)) {
      letters.append(Notification.KEY_MISS.letter());
    }
    return letters.toString();
  }
}
