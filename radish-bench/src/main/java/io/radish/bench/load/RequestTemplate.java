// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.load;

import io.radish.resp.RequestEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A request with gaps for key, value and time to live, filled in again and again. */
final class RequestTemplate {
  /** Length of a time to live in milliseconds; see {@link DataSet#ttlMillis}. */
  private static final int TTL_DIGITS = 7;

  private final DataSet data;
  private final byte[] request;
  private final int keyAt;
  private final int valueAt;
  private final int ttlAt;

  private RequestTemplate(DataSet data, byte[] request, int keyAt, int valueAt, int ttlAt) {
    this.data = data;
    this.request = request;
    this.keyAt = keyAt;
    this.valueAt = valueAt;
    this.ttlAt = ttlAt;
  }

  static RequestTemplate of(DataSet data, Operation operation) {
    byte[] key = filler(data.keyBytes());
    byte[] value = filler(data.valueBytes());
    byte[] name = operation.name().getBytes(StandardCharsets.US_ASCII);
    if (operation == Operation.GET) {
      byte[] request = RequestEncoder.encode(name, key);
      return new RequestTemplate(data, request, request.length - 2 - key.length, -1, -1);
    }
    byte[] unlimited = RequestEncoder.encode(name, key, value);
    int valueAt = unlimited.length - 2 - value.length;
    int keyAt = RequestEncoder.encode(name, key).length - 2 - key.length;
    if (!data.deadlines()) {
      return new RequestTemplate(data, unlimited, keyAt, valueAt, -1);
    }
    byte[] option = "PX".getBytes(StandardCharsets.US_ASCII);
    byte[] limited = RequestEncoder.encode(name, key, value, option, filler(TTL_DIGITS));
    return new RequestTemplate(data, limited, keyAt, valueAt, limited.length - 2 - TTL_DIGITS);
  }

  private static byte[] filler(int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) '0');
    return bytes;
  }

  int length() {
    return request.length;
  }

  /** The request for key {@code number}, in an array that the next call changes. */
  byte[] fill(long number) {
    data.key(number, request, keyAt);
    if (valueAt >= 0) {
      data.value(number, request, valueAt);
    }
    if (ttlAt >= 0) {
      int rest = data.ttlMillis(number);
      for (int i = TTL_DIGITS - 1; i >= 0; i--, rest /= 10) {
        request[ttlAt + i] = (byte) ('0' + rest % 10);
      }
    }
    return request;
  }
}
