// SPDX-License-Identifier: Apache-2.0
package io.radish.recovery;

import io.radish.disk.ForwardingFileOps;
import io.radish.disk.SimulatedDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A simulated disk that lists folders too; those stay, as they do there. One folder can be shown in
 * the real file system, for what reads real files: a file's content is there from when it has its
 * final name.
 */
final class ListingDisk extends ForwardingFileOps {
  private final SimulatedDisk simulated;
  private final Set<Path> folders = new TreeSet<>();

  /** The folder shown, if any is. */
  private final @Nullable Path shown;

  ListingDisk(SimulatedDisk disk) {
    this(disk, null);
  }

  /** Shows {@code shown}, a folder of the disk and of the real file system. */
  ListingDisk(SimulatedDisk disk, @Nullable Path shown) {
    super(disk);
    simulated = disk;
    this.shown = shown;
  }

  SimulatedDisk simulated() {
    return simulated;
  }

  /** The disk after the power came back. */
  ListingDisk crash() throws IOException {
    ListingDisk after = new ListingDisk(simulated.crash(), shown);
    after.folders.addAll(folders);
    after.showAll();
    return after;
  }

  /** Makes the real folder what the simulated one is. */
  void showAll() throws IOException {
    Path folder = shown;
    if (folder == null) {
      return;
    }
    Files.createDirectories(folder);
    try (Stream<Path> files = Files.list(folder)) {
      for (Path each : files.toList()) {
        Files.delete(each);
      }
    }
    for (String name : simulated.list(folder)) {
      show(folder.resolve(name));
    }
  }

  private void show(Path file) throws IOException {
    if (Objects.equals(file.getParent(), shown)) {
      if (simulated
          .list(Objects.requireNonNull(shown))
          .contains(Objects.toString(file.getFileName()))) {
        Files.write(file, simulated.content(file));
      } else {
        Files.deleteIfExists(file);
      }
    }
  }

  private interface Call {
    void make() throws IOException;
  }

  /** Makes a call that changes names, and shows what has become of them, however it ended. */
  private void named(Call call, Path... names) throws IOException {
    try {
      call.make();
    } finally {
      for (Path name : names) {
        show(name);
      }
    }
  }

  @Override
  public void createFolder(Path folder) throws IOException {
    super.createFolder(folder);
    synchronized (this) {
      folders.add(folder);
    }
  }

  @Override
  public List<String> list(Path folder) throws IOException {
    List<String> names = new ArrayList<>(super.list(folder));
    synchronized (this) {
      for (Path each : folders) {
        if (folder.equals(each.getParent())) {
          names.add(Objects.toString(each.getFileName()));
        }
      }
    }
    return names;
  }

  @Override
  public OutputFile create(Path file) throws IOException {
    try {
      return super.create(file);
    } finally {
      show(file);
    }
  }

  @Override
  public void publish(Path temporary, Path target) throws IOException {
    named(() -> disk.publish(temporary, target), temporary, target);
  }

  @Override
  public void replace(Path temporary, Path target) throws IOException {
    named(() -> disk.replace(temporary, target), temporary, target);
  }

  @Override
  public void delete(Path file) throws IOException {
    boolean isFolder;
    synchronized (this) {
      isFolder = folders.contains(file);
    }
    if (!isFolder) {
      named(() -> disk.delete(file), file);
    }
  }
}
