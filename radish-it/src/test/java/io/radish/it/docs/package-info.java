// SPDX-License-Identifier: Apache-2.0
/**
 * The documents for users, held to what they say: every example in them is compiled and run.
 *
 * <p>Reading order: {@link io.radish.it.docs.MarkdownDocument} takes a document apart into {@link
 * io.radish.it.docs.MarkdownBlock}s; {@link io.radish.it.docs.JavaExample} and {@link
 * io.radish.it.docs.ShellExample} run one; {@link io.radish.it.docs.ExampleGround} is what a Java
 * example finds prepared; {@link io.radish.it.docs.ExpectedOutput} compares what it printed with
 * what the document shows.
 *
 * <p>Conventions of the documents: a Java example is the body of a method in which {@code store}
 * and {@code persistence} are there, unless it declares a class; a shell example finds {@code
 * radish} and {@code redis-cli} on the PATH and a server running, unless it starts one; a telnet
 * session is a line typed and the lines of its reply in turns; 6379 is the port of whatever server
 * runs. A text or JSON block after an example, with at most one line between that ends with a
 * colon, is what the example prints, {@code ...} standing for what differs from run to run. What is
 * not run stands in an allow-list with its reason, and is said aloud.
 */
@NullMarked
package io.radish.it.docs;

import org.jspecify.annotations.NullMarked;
