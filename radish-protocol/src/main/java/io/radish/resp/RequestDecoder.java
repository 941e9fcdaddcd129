// SPDX-License-Identifier: Apache-2.0
package io.radish.resp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns the bytes of one connection into requests, however the network cut them.
 *
 * <p>The owner makes room, copies what the socket has, and takes out what is whole:
 *
 * <pre>{@code
 * decoder.reserve(n);
 * // copy n bytes to decoder.array() at decoder.writeIndex()
 * decoder.advance(n);
 * while (decoder.next(arguments)) {
 *   // execute
 * }
 * }</pre>
 *
 * <p>What is in the buffer, while a request is incomplete:
 *
 * <pre>
 *   start            kept              scan              end
 *   |  arguments that | gap, left by    | not decoded yet | room
 *   |  are whole      | large arguments |                 |
 * </pre>
 *
 * Places of arguments count from {@code start}, so that the lot can be moved. There is no gap until
 * a request's first large argument: that goes to native memory piece by piece as it arrives, and
 * ordinary arguments after it are moved down to {@code kept}.
 *
 * <p>What has been decoded is never looked at twice: a request may arrive one byte at a time. Used
 * by the connection's thread only.
 */
public final class RequestDecoder implements AutoCloseable {
  private static final byte[] NO_BYTES = new byte[0];

  /** Smallest buffer: a typical request, and little for an idle connection. */
  private static final int SMALLEST_BUFFER = 1024;

  /**
   * Largest buffer that an empty decoder keeps although less room is asked for: one socket read.
   */
  private static final int KEPT_BUFFER = 64 * 1024;

  private static final int LINE_PENDING = -1;
  private static final int UNKNOWN = -1;

  private final Limits limits;
  private final RequestRules rules;
  private final InlineParser inline;
  private final LargeMemory large = new LargeMemory();
  private final Places places = new Places();

  private byte[] buffer = NO_BYTES;
  private int start;
  private int kept;
  private int scan;
  private int end;
  private boolean gap;

  /** Bytes of the pending request that are in the buffer no more. */
  private long removed;

  /** Bytes after {@code scan} in which no end of the current line was found. */
  private int searched;

  /** Arguments of the current multibulk; 0 between requests. */
  private int expected;

  private int bulkLength = UNKNOWN;

  /** Whether the request at {@code start} has been handed out and may still be in use. */
  private boolean delivered;

  private boolean passedEmpty;
  private @Nullable ProtocolException failure;

  /**
   * Makes a decoder for a client that has yet to authenticate.
   *
   * @param inlineValues where JSON may be typed bare
   */
  public RequestDecoder(Limits limits, InlineValues inlineValues) {
    this.limits = limits;
    this.inline = new InlineParser(inlineValues, limits.jsonDepth());
    this.rules = new RequestRules(limits);
  }

  /** Makes a decoder with {@link Limits#DEFAULT} that takes no bare JSON. */
  public RequestDecoder() {
    this(Limits.DEFAULT, InlineValues.NONE);
  }

  /** Says whether the client has authenticated, or need not; until then its limits are narrow. */
  public void setAuthenticated(boolean authenticated) {
    rules.setAuthenticated(authenticated);
  }

  /** Changes how long an argument may be, from the next one announced. */
  public void setMaxBulkLength(int bytes) {
    rules.setMaxBulkLength(bytes);
  }

  /** The buffer; perhaps another one after {@link #reserve} and {@link #trim}. */
  public byte[] array() {
    return buffer;
  }

  /** Where in {@link #array} the next bytes from the socket belong; moves with every other call. */
  public int writeIndex() {
    return end;
  }

  /** Bytes that fit without {@link #reserve}. */
  public int room() {
    return buffer.length - end;
  }

  /** Whether part of a request is waiting for the rest. */
  public boolean pending() {
    return scan < end || (expected > 0 && !delivered);
  }

  /** Whether requests without a word were passed by since {@link #forgetEmpty}. */
  public boolean hasPassedEmpty() {
    return passedEmpty;
  }

  /** Forgets that requests without a word were passed by. */
  public void forgetEmpty() {
    passedEmpty = false;
  }

  /** Looks at the requests behind the one handed out last, without decoding them. */
  public void preview(RequestPreview preview) {
    preview.scan(buffer, scan, expected == 0 || delivered ? end : scan);
  }

  /** Heap and native memory that the decoder holds. */
  public long memoryBytes() {
    return buffer.length + places.memoryBytes() + large.bytes();
  }

  /** Makes room for {@code bytes} more; the arguments handed out last are no longer valid. */
  public void reserve(int bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("negative room: " + bytes);
    }
    finishDelivered();
    boolean empty = scan == end && expected == 0;
    if (empty) {
      start = scan = kept = end = 0;
    }
    boolean tooLarge = empty && buffer.length > Math.max(KEPT_BUFFER, 4L * bytes);
    if (buffer.length - end < bytes || tooLarge) {
      moveTo(bytes, tooLarge ? 0 : buffer.length);
    }
  }

  /** Says that {@code bytes} have been copied to {@link #writeIndex}. */
  public void advance(int bytes) {
    if (bytes < 0 || bytes > buffer.length - end) {
      throw new IllegalArgumentException(
          bytes + " bytes copied where there was room for " + room());
    }
    end += bytes;
  }

  /**
   * Points {@code arguments} at the next request, or returns false when its end has not come yet.
   * The arguments handed out before are no longer valid, and their native memory is freed.
   *
   * @throws ProtocolException where the client broke the protocol; nothing it sends will be decoded
   *     any more, and the same exception comes each time
   */
  public boolean next(Arguments arguments) throws ProtocolException {
    ProtocolException earlier = failure;
    if (earlier != null) {
      throw earlier;
    }
    finishDelivered();
    arguments.clear();
    try {
      return decode(arguments);
    } catch (ProtocolException broken) {
      throw fail(broken);
    } catch (OutOfMemoryError noMemory) {
      throw fail(new ProtocolException("not enough memory for the request"));
    }
  }

  /**
   * Gives back what an idle connection does not need; the arguments handed out last are no longer
   * valid. To be called now and then, not after each request.
   */
  public void trim() {
    finishDelivered();
    if (expected == 0 && scan == end) {
      buffer = NO_BYTES;
      start = scan = kept = end = 0;
      places.trim();
    } else if (buffer.length > KEPT_BUFFER && buffer.length / 4 > end - start) {
      moveTo(0, 0);
    }
  }

  /** Frees everything; the decoder is of no use afterwards. Harmless a second time. */
  @Override
  public void close() {
    large.release();
    buffer = NO_BYTES;
    start = scan = kept = end = 0;
    expected = 0;
    delivered = false;
    if (failure == null) {
      failure = new ProtocolException("the connection is closed");
    }
  }

  private ProtocolException fail(ProtocolException broken) {
    failure = broken;
    large.release();
    return broken;
  }

  private boolean decode(Arguments arguments) throws ProtocolException {
    while (true) {
      if (expected == 0) {
        if (scan == end) {
          return false;
        }
        if (buffer[scan] != '*') {
          if (!readInline(arguments)) {
            return false;
          }
          if (arguments.count() > 0) {
            delivered = true;
            return true;
          }
          passedEmpty = true;
          startRequest();
          continue;
        }
        if (!readShortCount() && !readCount()) {
          return false;
        }
        if (expected == 0) {
          passedEmpty = true;
          startRequest();
          continue;
        }
      }
      return readBulks(arguments);
    }
  }

  private void finishDelivered() {
    if (delivered) {
      delivered = false;
      startRequest();
    }
  }

  /** Forgets the request before {@code scan}. */
  private void startRequest() {
    if (gap) {
      large.release();
      gap = false;
    }
    start = scan;
    kept = scan;
    removed = 0;
    expected = 0;
    places.clear();
  }

  private boolean readInline(Arguments arguments) throws ProtocolException {
    int at = scan + searched;
    int stop = (int) Math.min(end, (long) scan + limits.inlineBytes() + 1);
    while (at < stop && buffer[at] != '\n') {
      at++;
    }
    searched = at - scan;
    if (at == stop) {
      if (searched > limits.inlineBytes()) {
        throw new ProtocolException("too big inline request");
      }
      return false;
    }
    searched = 0;
    int lineEnd = at > scan && buffer[at - 1] == '\r' ? at - 1 : at;
    List<byte[]> words = inline.split(buffer, scan, lineEnd);
    scan = at + 1;
    if (words.isEmpty()) {
      return true;
    }
    byte[] joined = places.addJoined(words);
    arguments.fill(joined, 0, places);
    return true;
  }

  /** Reads a count of one digit, as nearly all are; leaves others, and errors, to the long way. */
  private boolean readShortCount() {
    if (end - scan < 4 || buffer[scan + 2] != '\r') {
      return false;
    }
    int announced = buffer[scan + 1] - '0';
    if (announced < 1 || announced > rules.shortCount()) {
      return false;
    }
    expected = announced;
    scan += 4;
    searched = 0;
    return true;
  }

  /** Reads {@code *<count>}; false where its end has not come yet. */
  private boolean readCount() throws ProtocolException {
    int lineEnd = findLineEnd("too big mbulk count string");
    if (lineEnd == LINE_PENDING) {
      return false;
    }
    int from = scan + 1;
    expected = rules.count(buffer, from, lineEnd - from);
    scan = lineEnd + 2;
    return true;
  }

  private boolean readBulks(Arguments arguments) throws ProtocolException {
    while (true) {
      if (!gap && bulkLength == UNKNOWN) {
        readOrdinaryBulks();
      }
      if (places.count == expected) {
        arguments.fill(buffer, start, places);
        arguments.fillLarge(places.regions, large);
        delivered = true;
        return true;
      }
      if (bulkLength == UNKNOWN && !readBulkLength()) {
        return false;
      }
      if (!readBulk()) {
        return false;
      }
    }
  }

  /**
   * Reads the whole, ordinary arguments that the buffer begins with, and leaves everything unusual,
   * errors included, to {@link #readBulkLength} and {@link #readBulk}.
   */
  private void readOrdinaryBulks() {
    byte[] bytes = buffer;
    int stop = end;
    int at = scan;
    int found = places.count;
    int longest = rules.longestOrdinary();
    int ordinaryBytes = rules.ordinaryBytes();
    while (found < expected && stop - at >= 6 && bytes[at] == '$') {
      int p = at + 1;
      int length = bytes[p] - '0';
      if (length < 0 || length > 9 || (length == 0 && bytes[p + 1] != '\r')) {
        break;
      }
      p++;
      int digit = bytes[p] - '0';
      while (digit >= 0 && digit <= 9 && length <= longest && p < stop - 1) {
        length = length * 10 + digit;
        p++;
        digit = bytes[p] - '0';
      }
      int body = p + 2;
      if (bytes[p] != '\r'
          || length > longest
          || stop - body < length + 2
          || body - start > ordinaryBytes - length) {
        break;
      }
      if (found == places.offsets.length) {
        places.grow();
      }
      places.offsets[found] = body - start;
      places.lengths[found] = length;
      found++;
      at = body + length + 2;
    }
    if (at > scan) {
      searched = 0;
    }
    scan = at;
    places.count = found;
  }

  /** Reads {@code $<length>}; false where its end has not come yet. */
  private boolean readBulkLength() throws ProtocolException {
    int lineEnd = findLineEnd("too big bulk count string");
    if (lineEnd == LINE_PENDING) {
      return false;
    }
    if (buffer[scan] != '$') {
      throw new ProtocolException("expected '$', got '" + (char) (buffer[scan] & 0xff) + "'");
    }
    int from = scan + 1;
    int next = lineEnd + 2;
    bulkLength = rules.bulkLength(buffer, from, lineEnd - from, removed + (next - start));
    scan = next;
    if (bulkLength > limits.largeArgumentBytes()) {
      openGap();
      large.begin(bulkLength);
    }
    return true;
  }

  /** Reads the argument of {@code bulkLength} bytes; false where its end has not come yet. */
  private boolean readBulk() {
    if (bulkLength > limits.largeArgumentBytes()) {
      return readLargeBulk();
    }
    if (end - scan - 2 < bulkLength) {
      return false;
    }
    int heldAlready = (gap ? kept : scan) - start;
    if (heldAlready > limits.heapBytes() - bulkLength) {
      openGap();
      int region = large.pack(buffer, scan, bulkLength);
      places.add(large.packedEnd() - bulkLength, bulkLength, region);
    } else if (gap) {
      System.arraycopy(buffer, scan, buffer, kept, bulkLength);
      places.add(kept - start, bulkLength, Places.ON_HEAP);
      kept += bulkLength;
    } else {
      places.add(scan - start, bulkLength, Places.ON_HEAP);
    }
    scan += bulkLength + 2;
    bulkLength = UNKNOWN;
    return true;
  }

  private boolean readLargeBulk() {
    int piece = Math.min(large.missing(), end - scan);
    if (piece > 0) {
      large.append(buffer, scan, piece);
      scan += piece;
    }
    if (scan == end) {
      closeGap();
    }
    if (large.missing() > 0 || end - scan < 2) {
      return false;
    }
    places.add(0, bulkLength, large.finish());
    scan += 2;
    bulkLength = UNKNOWN;
    return true;
  }

  /** From here on, what is decoded does not stay where it is. */
  private void openGap() {
    if (!gap) {
      gap = true;
      kept = scan;
      places.openRegions();
    }
  }

  /** Moves {@code scan} down to {@code kept}; only where nothing lies behind it. */
  private void closeGap() {
    removed += scan - kept;
    scan = kept;
    end = kept;
  }

  /** Finds the next CR that has one more byte behind it; like Redis, does not look at that byte. */
  private int findLineEnd(String tooLong) throws ProtocolException {
    int at = scan + searched;
    int stop = (int) Math.min(end, (long) scan + limits.inlineBytes() + 1);
    while (at < stop && buffer[at] != '\r') {
      at++;
    }
    searched = at - scan;
    if (searched > limits.inlineBytes()) {
      throw new ProtocolException(tooLong);
    }
    if (at + 1 >= end) {
      return LINE_PENDING;
    }
    searched = 0;
    return at;
  }

  /** Moves what is pending to the front of a buffer with room for {@code bytes} more. */
  private void moveTo(int bytes, int capacity) {
    int keptEnd = gap ? kept : scan;
    int whole = keptEnd - start;
    int undecoded = end - scan;
    int needed = Math.addExact(Math.addExact(whole, undecoded), bytes);
    byte[] target = buffer;
    if (needed > capacity) {
      target = new byte[Math.max(SMALLEST_BUFFER, roundUp(needed))];
    }
    System.arraycopy(buffer, start, target, 0, whole);
    System.arraycopy(buffer, scan, target, whole, undecoded);
    removed += scan - keptEnd;
    buffer = target;
    start = 0;
    kept = whole;
    scan = whole;
    end = whole + undecoded;
  }

  private static int roundUp(int bytes) {
    int power = Integer.highestOneBit(Math.max(1, bytes - 1)) << 1;
    return power > 0 ? power : bytes;
  }
}
