// SPDX-License-Identifier: Apache-2.0
package io.radish.recovery;

import io.radish.disk.FileOps;
import io.radish.disk.SimulatedDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** A simulated disk that lists folders too; those stay, as they do there. */
final class ListingDisk implements FileOps {
  private final SimulatedDisk disk;
  private final Set<Path> folders = new TreeSet<>();

  ListingDisk(SimulatedDisk disk) {
    this.disk = disk;
  }

  SimulatedDisk simulated() {
    return disk;
  }

  /** The disk after the power came back. */
  ListingDisk crash() {
    ListingDisk after = new ListingDisk(disk.crash());
    after.folders.addAll(folders);
    return after;
  }

  @Override
  public void createFolder(Path folder) throws IOException {
    disk.createFolder(folder);
    folders.add(folder);
  }

  @Override
  public List<String> list(Path folder) throws IOException {
    List<String> names = new ArrayList<>(disk.list(folder));
    for (Path each : folders) {
      if (folder.equals(each.getParent())) {
        names.add(Objects.toString(each.getFileName()));
      }
    }
    return names;
  }

  @Override
  public OutputFile create(Path file) throws IOException {
    return disk.create(file);
  }

  @Override
  public InputFile open(Path file) throws IOException {
    return disk.open(file);
  }

  @Override
  public void publish(Path temporary, Path target) throws IOException {
    disk.publish(temporary, target);
  }

  @Override
  public void replace(Path temporary, Path target) throws IOException {
    disk.replace(temporary, target);
  }

  @Override
  public void delete(Path file) throws IOException {
    if (!folders.contains(file)) {
      disk.delete(file);
    }
  }

  @Override
  public void forceFolder(Path folder) throws IOException {
    disk.forceFolder(folder);
  }
}
