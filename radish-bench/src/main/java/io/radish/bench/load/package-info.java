// SPDX-License-Identifier: Apache-2.0
/**
 * The load generator: the same bytes for every server, light enough that the server is what
 * saturates.
 *
 * <p>Reading order: {@link io.radish.bench.load.DataSet} (which keys and values there are), {@link
 * io.radish.bench.load.RequestPool} (requests made beforehand, and the replies they must get),
 * {@link io.radish.bench.load.ClosedLoop} (as fast as the server answers) and {@link
 * io.radish.bench.load.OpenLoop} (at a fixed rate, whatever the server does), {@link
 * io.radish.bench.load.LoadResult}.
 *
 * <p>All replies of a run have one length, so that they are counted by their bytes; one of each
 * batch is compared with what was set. An error, or anything else that was not expected, ends the
 * run with an exception, as does a server that stops answering. Nothing here knows which server it
 * talks to.
 */
@NullMarked
package io.radish.bench.load;

import org.jspecify.annotations.NullMarked;
