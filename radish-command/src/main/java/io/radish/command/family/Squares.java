// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import java.util.random.RandomGenerator;

/**
 * Rows of squares that lie the less in order the lower they are, after Georg Nees' "Schotter":
 * drawn with lines on a canvas of dots, eight of which make a letter of Braille.
 */
final class Squares {
  static final int USUAL_COLUMNS = 66;
  static final int USUAL_PER_ROW = 8;
  static final int USUAL_ROWS = 12;

  private static final int MOST_COLUMNS = 1000;
  private static final int MOST_SQUARES = 200;

  /** The bit of each dot of a letter, by its row and column. */
  private static final int[][] DOTS = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};

  private final int perRow;
  private final int rows;
  private final int width;
  private final int height;
  private final int padding;
  private final double side;
  private final boolean[][] canvas;

  /** Plans a drawing of so many letters in a line; what is too large or too small is made fit. */
  Squares(long columns, long perRow, long rows) {
    int letters = Math.clamp(columns, 1, MOST_COLUMNS);
    this.perRow = Math.clamp(perRow, 1, MOST_SQUARES);
    this.rows = Math.clamp(rows, 1, MOST_SQUARES);
    width = letters * 2;
    padding = width > 4 ? 2 : 0;
    side = (double) (width - padding * 2) / this.perRow;
    height = (int) (side * this.rows) + padding * 2;
    canvas = new boolean[height][width];
  }

  /** Draws it, with lines' ends between the lines. */
  String draw(RandomGenerator random) {
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < perRow; column++) {
        double disorder = row > 1 ? (double) row / rows : 0;
        int x = (int) (side * column + side / 2 + padding);
        int y = (int) (side * row + side / 2 + padding);
        double aside = disorder * side / 3;
        square(
            (int) (x + aside * random.nextDouble(-1, 1)),
            (int) (y + aside * random.nextDouble(-1, 1)),
            disorder * random.nextDouble(-1, 1));
      }
    }
    return letters();
  }

  private void square(int x, int y, double angle) {
    // A quarter of the circle lies between the corners, the first of which an eighth turns.
    double radius = Math.round(side / Math.sqrt(2));
    int[] xs = new int[4];
    int[] ys = new int[4];
    for (int i = 0; i < xs.length; i++) {
      double turn = angle + Math.PI / 4 + i * Math.PI / 2;
      xs[i] = (int) Math.round(Math.sin(turn) * radius + x);
      ys[i] = (int) Math.round(Math.cos(turn) * radius + y);
    }
    for (int i = 0; i < xs.length; i++) {
      line(xs[i], ys[i], xs[(i + 1) % 4], ys[(i + 1) % 4]);
    }
  }

  private void line(int x1, int y1, int x2, int y2) {
    int steps = Math.max(1, Math.max(Math.abs(x2 - x1), Math.abs(y2 - y1)));
    for (int i = 0; i <= steps; i++) {
      int x = x1 + Math.round((float) (x2 - x1) * i / steps);
      int y = y1 + Math.round((float) (y2 - y1) * i / steps);
      if (x >= 0 && x < width && y >= 0 && y < height) {
        canvas[y][x] = true;
      }
    }
  }

  private String letters() {
    StringBuilder text = new StringBuilder();
    for (int y = 0; y < height; y += 4) {
      for (int x = 0; x < width; x += 2) {
        int letter = 0;
        for (int row = 0; row < 4 && y + row < height; row++) {
          letter |=
              (canvas[y + row][x] ? DOTS[row][0] : 0) | (canvas[y + row][x + 1] ? DOTS[row][1] : 0);
        }
        text.append((char) (0x2800 + letter));
      }
      if (y != height - 1) {
        text.append('\n');
      }
    }
    return text.toString();
  }
}
