// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import io.radish.backup.format.BackupWriter;
import io.radish.command.Errors;
import io.radish.command.LongWork;
import io.radish.memory.ByteView;
import io.radish.snapshot.EntryCursor;
import io.radish.snapshot.KeyspaceSnapshot;
import io.radish.snapshot.Snapshot;
import io.radish.snapshot.StoreSnapshots;
import io.radish.store.Keyspace;
import io.radish.store.KeyspaceName;
import io.radish.store.Scanner;
import io.radish.store.Store;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/** Reads a whole keyspace for one reply, away from the network's threads, and within a limit. */
final class CacheReader {
  /**
   * The most bytes that one reply may hold of a keyspace: it is put together on the heap, and
   * nobody reads more in one piece.
   */
  static final int MAX_BYTES = 64 << 20;

  /** Keys visited under one lock: some microseconds. */
  static final int STEP = 64;

  /** What a key costs on the heap beside its bytes. */
  private static final int KEY_OVERHEAD = 32;

  private CacheReader() {}

  /** Answers all keys. */
  static LongWork.Outcome keys(Store store, KeyspaceName name) {
    Keyspace keyspace = store.find(name);
    List<byte[]> keys = new ArrayList<>();
    if (keyspace != null && !collect(store, keyspace, keys)) {
      return tooLarge(name);
    }
    return new LongWork.Done(
        reply -> {
          reply.array(keys.size());
          keys.forEach(reply::bulk);
        });
  }

  private static boolean collect(Store store, Keyspace keyspace, List<byte[]> keys) {
    long now = store.now();
    ByteView view = new ByteView();
    Scanner scanner = store.scanner();
    long[] room = {MAX_BYTES};
    long cursor = 0;
    do {
      cursor =
          scanner.scan(
              keyspace,
              cursor,
              STEP,
              now,
              entry -> {
                room[0] -= entry.key(view).length() + KEY_OVERHEAD;
                if (room[0] >= 0) {
                  keys.add(view.toBytes());
                }
              });
    } while (cursor != 0 && room[0] >= 0);
    return room[0] >= 0;
  }

  /** Answers everything, as it is at one instant, in the form of a backup's {@code data}. */
  static LongWork.Outcome json(Store store, KeyspaceName name)
      throws IOException, InterruptedException {
    LimitedBytes bytes = new LimitedBytes();
    try (Snapshot snapshot = new StoreSnapshots(store).snapshot(name::equals)) {
      for (KeyspaceSnapshot keyspace : snapshot.keyspaces()) {
        try (EntryCursor entries = keyspace.entries()) {
          BackupWriter.writeData(new BoundedEntries(entries, MAX_BYTES), bytes);
        }
      }
    } catch (TooLargeException | BoundedEntries.PassedException e) {
      return tooLarge(name);
    }
    byte[] json = bytes.size() == 0 ? new byte[] {'{', '}'} : bytes.toByteArray();
    return new LongWork.Done(reply -> reply.bulk(json));
  }

  private static LongWork.Outcome tooLarge(KeyspaceName name) {
    return new LongWork.Refused(
        Errors.plain(
            "'"
                + name
                + "' is too large for one reply of at most "
                + (MAX_BYTES >> 20)
                + " MiB; walk it with CACHE "
                + name
                + " SCAN 0"));
  }

  /** Says that the limit is passed. */
  private static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /** Bytes up to the limit. */
  private static final class LimitedBytes extends OutputStream {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
      if (length > MAX_BYTES - bytes.size()) {
        throw new TooLargeException();
      }
      bytes.write(from, offset, length);
    }

    int size() {
      return bytes.size();
    }

    byte[] toByteArray() {
      return bytes.toByteArray();
    }
  }
}
