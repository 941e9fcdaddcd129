// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.resp.Arguments;
import org.junit.jupiter.api.Test;

final class KeySpecTest {
  private final KeyPositions found = new KeyPositions();

  @Test
  void range_withNegativeEnd_endsWithTheRequest() {
    assertThat(KeySpec.all(2, "OW").find(request("MSET a 1 b 2 c 3"), found)).isTrue();
    assertThat(positions()).containsExactly(1, 3, 5);
    assertThat(found.flags(2)).containsExactly("OW");
  }

  @Test
  void range_pastTheRequest_isUnreadable() {
    assertThat(KeySpec.at(2, "RO").find(request("GET a"), found)).isFalse();
  }

  @Test
  void allKeysUpToTheEnd_mayBeNone() {
    assertThat(KeySpec.all(1, "RO").find(request("DEL"), found)).isTrue();
    assertThat(positions()).isEmpty();
  }

  @Test
  void counted_readsAsManyKeysAsAnnounced() {
    assertThat(KeySpec.counted(1, "RW").find(request("LMPOP 2 a b LEFT"), found)).isTrue();
    assertThat(positions()).containsExactly(2, 3);
  }

  @Test
  void counted_withANumberThatIsNoneOrTooLarge_isUnreadable() {
    for (String number : new String[] {"x", "-1", "4", "9223372036854775807", "1.0", ""}) {
      Arguments request = Arguments.of("LMPOP", number, "a", "b", "LEFT");
      assertThat(KeySpec.counted(1, "RW").find(request, found)).as(number).isFalse();
    }
    assertThat(KeySpec.counted(1, "RW").find(request("LMPOP"), found)).isFalse();
    assertThat(found.count()).isZero();
  }

  @Test
  void command_withOneFixedKey_saysWhere() {
    Command.Builder get = Command.named("X").arity(2).keys(KeySpec.at(2, "RO"));
    assertThat(get.handler(call -> {}).onlyKey()).isEqualTo(2);
    Command.Builder many = Command.named("X").arity(2).keys(KeySpec.all(1, "RO"));
    assertThat(many.handler(call -> {}).onlyKey()).isZero();
  }

  private static Arguments request(String line) {
    return Arguments.of(line.split(" "));
  }

  private int[] positions() {
    int[] positions = new int[found.count()];
    for (int n = 0; n < positions.length; n++) {
      positions[n] = found.position(n);
    }
    return positions;
  }
}
