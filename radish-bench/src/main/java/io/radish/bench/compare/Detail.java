// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.compare;

import java.util.List;

/**
 * A table below the main one.
 *
 * @param title its heading
 * @param note how it was measured
 * @param columns the first of them names the lines
 * @param lines as many cells each as there are columns
 */
record Detail(String title, String note, List<String> columns, List<List<String>> lines) {}
