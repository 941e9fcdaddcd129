// SPDX-License-Identifier: Apache-2.0
package io.radish.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Calls to a file system that go to another one, for who does something of its own at some. */
public abstract class ForwardingFileOps implements FileOps {
  /** Where they go. */
  protected final FileOps disk;

  /** Has them go to {@code disk}. */
  protected ForwardingFileOps(FileOps disk) {
    this.disk = disk;
  }

  @Override
  public void createFolder(Path folder) throws IOException {
    disk.createFolder(folder);
  }

  @Override
  public List<String> list(Path folder) throws IOException {
    return disk.list(folder);
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
    disk.delete(file);
  }

  @Override
  public void forceFolder(Path folder) throws IOException {
    disk.forceFolder(folder);
  }
}
