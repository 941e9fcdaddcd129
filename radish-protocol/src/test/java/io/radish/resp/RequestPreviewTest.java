// SPDX-License-Identifier: Apache-2.0
package io.radish.resp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RequestPreviewTest {
  private static final String GET_A = "*2\r\n$3\r\nGET\r\n$1\r\na\r\n";
  private static final String SET_LONG = "*3\r\n$3\r\nSET\r\n$12\r\nabcdefghijkl\r\n$0\r\n\r\n";

  private final RequestDecoder decoder = new RequestDecoder();
  private final RequestPreview preview = new RequestPreview(4);

  @Test
  void wholeRequests_showTheirFirstArguments() {
    give(GET_A + SET_LONG + GET_A);
    assertThat(seen()).containsExactly("a", "abcdefghijkl", "a");
  }

  @Test
  void moreRequestsThanItHolds_areLeft() {
    give(GET_A.repeat(9));
    assertThat(seen()).hasSize(4);
  }

  @Test
  void requestsThatAreNotWhole_areNotSeen() {
    for (int cut = 0; cut < SET_LONG.length(); cut++) {
      RequestPreview cutOff = new RequestPreview(4);
      byte[] bytes = (GET_A + SET_LONG).getBytes(ISO_8859_1);
      cutOff.scan(bytes, 0, GET_A.length() + cut);
      assertThat(cutOff.count()).as("cut at %d", cut).isEqualTo(1);
    }
  }

  @Test
  void whatIsNotShortAndOrdinary_endsIt() {
    String[] others = {
      "PING\r\n",
      "*1\r\n$4\r\nPING\r\n",
      "*10\r\n",
      "*-1\r\n",
      "*2\r\n$3\r\nGET\r\n:1\r\n",
      "*2\r\n$3\r\nGET\r\n$-1\r\n\r\n\r\n",
      "*2\r\n$3\r\nGET\r\n$99999999999999999999\r\na\r\n",
      "*2\r\n$3\r\nGET\r\n$2147483647\r\na\r\n",
    };
    for (String other : others) {
      byte[] bytes = (GET_A + other + GET_A).getBytes(ISO_8859_1);
      preview.scan(bytes, 0, bytes.length);
      assertThat(preview.count()).as(other).isEqualTo(1);
    }
  }

  @Test
  void lookingAhead_leavesTheDecoderAsItIs() throws ProtocolException {
    give(GET_A + SET_LONG + GET_A.substring(0, 5));
    Arguments arguments = new Arguments();
    assertThat(decoder.next(arguments)).isTrue();
    assertThat(seen()).containsExactly("abcdefghijkl");
    assertThat(arguments.text(1, 100_000)).isEqualTo("a");
    assertThat(decoder.next(arguments)).isTrue();
    assertThat(seen()).isEmpty();
    assertThat(arguments.text(1, 100_000)).isEqualTo("abcdefghijkl");
    assertThat(decoder.next(arguments)).isFalse();
    assertThat(seen()).isEmpty();
    give(GET_A.substring(5));
    assertThat(decoder.next(arguments)).isTrue();
    assertThat(arguments.text(1, 100_000)).isEqualTo("a");
  }

  private void give(String text) {
    byte[] bytes = text.getBytes(ISO_8859_1);
    Requests.give(decoder, bytes, 0, bytes.length);
  }

  private List<String> seen() {
    decoder.preview(preview);
    List<String> seen = new ArrayList<>();
    for (int i = 0; i < preview.count(); i++) {
      seen.add(new String(preview.array(), preview.offset(i), preview.length(i), ISO_8859_1));
    }
    return seen;
  }
}
