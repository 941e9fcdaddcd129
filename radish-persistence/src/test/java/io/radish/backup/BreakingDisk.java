// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import io.radish.disk.DiskFileOps;
import io.radish.disk.ForwardingFileOps;
import io.radish.disk.ForwardingOutputFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The real disk until the call that it breaks at; full from then on, or just once. */
final class BreakingDisk extends ForwardingFileOps {
  static final int NEVER = -1;

  private final List<String> calls = new ArrayList<>();
  private int breaksAt = NEVER;
  private boolean forGood;
  private String brokenKind = "";
  private int breaksAtOfKind;
  private boolean broken;
  private Predicate<String> undeletable = name -> false;

  BreakingDisk() {
    super(new DiskFileOps());
  }

  /** Breaks at the call with that number, counted from now. */
  synchronized void breakAt(int call, boolean staysBroken) {
    calls.clear();
    breaksAt = call;
    forGood = staysBroken;
    brokenKind = "";
    broken = false;
  }

  /** Breaks at that one of the calls of a kind, counted from now. */
  synchronized void breakAt(String kind, int call, boolean staysBroken) {
    breakAt(NEVER, staysBroken);
    brokenKind = kind;
    breaksAtOfKind = call;
  }

  /** The calls since then. */
  synchronized List<String> calls() {
    return calls;
  }

  private synchronized void call(String what, Path path) throws IOException {
    int number = calls.size();
    calls.add(what);
    boolean breaks = number == breaksAt || (what.equals(brokenKind) && breaksAtOfKind-- == 0);
    broken |= breaks;
    if (breaks || (forGood && broken)) {
      throw new FileSystemException(path.toString(), null, "No space left on device");
    }
  }

  @Override
  public void createFolder(Path folder) throws IOException {
    call("createFolder", folder);
    super.createFolder(folder);
  }

  @Override
  public void replace(Path temporary, Path target) throws IOException {
    call("replace", target);
    super.replace(temporary, target);
  }

  @Override
  public OutputFile create(Path path) throws IOException {
    call("create", path);
    return new ForwardingOutputFile(super.create(path)) {
      @Override
      public void append(byte[] bytes, int offset, int length) throws IOException {
        try {
          call("append", path);
        } catch (IOException e) {
          // A full disk takes what still fits.
          super.append(bytes, offset, length / 2);
          throw e;
        }
        super.append(bytes, offset, length);
      }

      @Override
      public void append(ByteBuffer bytes) throws IOException {
        call("append", path);
        super.append(bytes);
      }

      @Override
      public void overwrite(long position, byte[] bytes) throws IOException {
        call("overwrite", path);
        super.overwrite(position, bytes);
      }

      @Override
      public void force() throws IOException {
        call("force", path);
        super.force();
      }

      @Override
      public void close() throws IOException {
        super.close();
        call("close", path);
      }
    };
  }

  @Override
  public void publish(Path temporary, Path target) throws IOException {
    call("publish", target);
    super.publish(temporary, target);
  }

  /** Lets files that are so named stay: deleting one fails. */
  synchronized void keep(Predicate<String> names) {
    undeletable = names;
  }

  /** Deleting works on a full disk. */
  @Override
  public void delete(Path file) throws IOException {
    synchronized (this) {
      if (undeletable.test(file.getFileName().toString())) {
        throw new FileSystemException(file.toString(), null, "Operation not permitted");
      }
    }
    super.delete(file);
  }

  @Override
  public void forceFolder(Path folder) throws IOException {
    call("forceFolder", folder);
    super.forceFolder(folder);
  }
}
