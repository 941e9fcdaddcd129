// SPDX-License-Identifier: Apache-2.0
package io.radish.effect;

import io.radish.memory.ByteView;
import io.radish.value.ValueType;

/**
 * Takes effects: changes of data in their simplest terms.
 *
 * <p>Who makes changes calls it to have them written down; who reads what was written down calls it
 * to have them made again. Views passed in are read before the call returns. Deadlines are in
 * milliseconds since the epoch, {@link io.radish.value.RecordLayout#NO_DEADLINE} for none.
 * Keyspaces are named as everywhere: {@code default_store}, {@code cache} or {@code cache:store};
 * equal names are mostly the same object.
 */
public interface Effects {
  // ---- keyspaces ----

  /** A keyspace was made; {@code ttlMillis} is what its keys live for unless told, 0 for ever. */
  void create(String keyspace, long ttlMillis);

  /** A keyspace was deleted; the stores of a cache are deleted by effects of their own. */
  void delete(String keyspace);

  /**
   * A keyspace that is there got another limit.
   *
   * @param maxBytes its quota, 0 for none
   * @param policy the name of its policy; empty for that of the store
   */
  void limit(String keyspace, long maxBytes, String policy);

  /** A keyspace lost all its keys. */
  void clear(String keyspace);

  /** Two keyspaces exchanged what they hold; their names and times-to-live stayed. */
  void swap(String first, String second);

  /** A keyspace, there before or not, became what {@code source} holds, a name given by its log. */
  void replace(String keyspace, long ttlMillis, String source);

  // ---- keys ----

  /** A key, there or not, whatever it was, became a string. */
  void setString(String keyspace, ByteView key, ByteView value, long deadline);

  /** A key that was there went. */
  void remove(String keyspace, ByteView key);

  /** A key that is there got another deadline. */
  void setDeadline(String keyspace, ByteView key, long deadline);

  /** A key that is there took the place of {@code target}, there or not, with its deadline. */
  void rename(String keyspace, ByteView key, ByteView target);

  /** A key that is there was copied to {@code target}, there or not, with its deadline. */
  void copy(String keyspace, ByteView key, ByteView target);

  // ---- strings ----

  /** Bytes were added to the end of a string that is there. */
  void append(String keyspace, ByteView key, ByteView tail);

  /** Bytes of a string, there or not, were overwritten; a gap before them was filled with zeros. */
  void setRange(String keyspace, ByteView key, int offset, ByteView bytes);

  // ---- hashes, sets, sorted sets ----

  /**
   * Entries are put into a collection of {@code type}, which is made without a deadline where it is
   * not there, the fields of a hash without one, too: {@code count} of them, at least one, which
   * {@link #entry} passes on.
   */
  void put(String keyspace, ByteView key, ValueType type, int count);

  /**
   * A collection of {@code type} lost entries, fewer than it had: {@code count} of them, at least
   * one, whose first elements {@link #entry} passes on.
   */
  void take(String keyspace, ByteView key, ValueType type, int count);

  /**
   * Fields of a hash that are there got another deadline, or none: {@code count} of them, at least
   * one, which {@link #entry} passes on.
   */
  void setFieldDeadline(String keyspace, ByteView key, long deadline, int count);

  /**
   * The next entry of the {@link #put}, {@link #take} or {@link #setFieldDeadline} begun.
   *
   * @param second a field's value or a member's score ({@link io.radish.value.Scores}); not looked
   *     at where there is none
   */
  void entry(ByteView first, ByteView second);

  // ---- streams ----

  /** A stream was changed. */
  void stream(String keyspace, ByteView key, StreamEffect effect);

  // ---- lists ----

  /**
   * Elements are pushed to the head ({@code left}) or tail of a list, one after the other, which is
   * made without a deadline where it is not there: {@code count} of them, at least one, which
   * {@link #element} passes on.
   */
  void push(String keyspace, ByteView key, boolean left, int count);

  /** The next element of the {@link #push} begun. */
  void element(ByteView element);

  /** A list lost {@code count} elements, fewer than it had, at its head or tail. */
  void drop(String keyspace, ByteView key, boolean left, long count);

  /** Element {@code index} of a list, counted from the head, was replaced. */
  void setElement(String keyspace, ByteView key, long index, ByteView element);

  /** An element was put beside the first one of a list that equals {@code pivot}. */
  void insertElement(
      String keyspace, ByteView key, boolean after, ByteView pivot, ByteView element);

  /**
   * Elements equal to {@code element} were taken out of a list, some others being left: at most
   * {@code limit} of them, counted from the head or the tail.
   */
  void removeElements(
      String keyspace, ByteView key, ByteView element, boolean fromTail, long limit);

  /** An element moved from one end of a list to the other: from the head where {@code left}. */
  void rotate(String keyspace, ByteView key, boolean left);
}
