// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import io.radish.resp.Arguments;
import io.radish.store.KeyspaceName;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * The texts of error replies, so that the same mistake reads the same in every family. Those that
 * Redis has are Redis' own.
 */
public final class Errors {
  public static final String SYNTAX = "ERR syntax error";
  public static final String NOT_INTEGER = "ERR value is not an integer or out of range";
  public static final String NOT_FLOAT = "ERR value is not a valid float";
  public static final String OUT_OF_RANGE = "ERR value is out of range";
  public static final String NOT_POSITIVE = "ERR value is out of range, must be positive";
  public static final String WRONG_TYPE =
      "WRONGTYPE Operation against a key holding the wrong kind of value";
  public static final String NO_SUCH_KEY = "ERR no such key";
  public static final String INDEX_OUT_OF_RANGE = "ERR index out of range";
  public static final String OFFSET_OUT_OF_RANGE = "ERR offset is out of range";
  public static final String OVERFLOW = "ERR increment or decrement would overflow";
  public static final String DECREMENT_OVERFLOW = "ERR decrement would overflow";
  public static final String NX_AND_OTHERS =
      "ERR NX and XX, GT or LT options at the same time are not compatible";
  public static final String GT_AND_LT =
      "ERR GT and LT options at the same time are not compatible";
  public static final String HASH_NOT_INTEGER = "ERR hash value is not an integer";
  public static final String HASH_NOT_FLOAT = "ERR hash value is not a float";
  public static final String VALUE_NAN_OR_INFINITY = "ERR value is NaN or Infinity";
  public static final String NAN_OR_INFINITY = "ERR increment would produce NaN or Infinity";
  public static final String TOO_LARGE =
      "ERR string exceeds maximum allowed size (proto-max-bulk-len)";
  public static final String BAD_BIT_OFFSET = "ERR bit offset is not an integer or out of range";
  public static final String BAD_BIT = "ERR bit is not an integer or out of range";
  public static final String BIT_NOT_0_OR_1 = "ERR The bit argument must be 1 or 0.";
  public static final String BITOP_NOT = "ERR BITOP NOT must be called with a single source key.";
  public static final String BAD_FIELD_TYPE =
      "ERR Invalid bitfield type. Use something like i16 u8. Note that u64 is not supported but i64"
          + " is.";
  public static final String BAD_OVERFLOW = "ERR Invalid OVERFLOW type specified";
  public static final String ONLY_GET = "ERR BITFIELD_RO only supports the GET subcommand";
  public static final String NOT_HYPERLOGLOG =
      "WRONGTYPE Key is not a valid HyperLogLog string value.";
  public static final String BROKEN_HYPERLOGLOG = "INVALIDOBJ Corrupted HLL object detected";
  public static final String NO_SPECIFIED_KEY = "ERR The specified key does not exist";
  public static final String NOT_SPARSE = "ERR HLL encoding is not sparse";
  public static final String INVALID_CURSOR = "ERR invalid cursor";
  public static final String NO_AUTH = "NOAUTH Authentication required.";
  public static final String WRONG_PASS =
      "WRONGPASS invalid username-password pair or user is disabled.";
  public static final String NO_PASSWORD_SET =
      "ERR AUTH <password> called without any password configured for the default user. Are you"
          + " sure your configuration is correct?";
  public static final String BAD_PROTOCOL =
      "ERR Protocol version is not an integer or out of range";
  public static final String HELLO_NO_AUTH =
      "NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO"
          + " <proto> AUTH <user> <pass> option can be used to authenticate the client and select"
          + " the RESP protocol version at the same time";
  public static final String BAD_CLIENT_NAME =
      "ERR Client names cannot contain spaces, newlines or special characters.";
  public static final String LONG_CLIENT_NAME =
      "ERR the name of a client or its library has at most 4096 bytes";
  public static final String NO_PROTOCOL = "NOPROTO unsupported protocol version";
  public static final String MONITORING = "ERR Replica can't interact with the keyspace";
  public static final String DB_OUT_OF_RANGE = "ERR DB index is out of range";
  public static final String NOT_AN_INT =
      "ERR value is out of range, value must between -2147483648 and 2147483647";
  public static final String NOT_0_OR_1 = "ERR value is out of range, value must between 0 and 1";
  public static final String INVALID_FIRST_DB = "ERR invalid first DB index";
  public static final String INVALID_SECOND_DB = "ERR invalid second DB index";
  public static final String SAME_OBJECT = "ERR source and destination objects are the same";
  public static final String BUSY_KEY = "BUSYKEY Target key name already exists.";
  public static final String INVALID_TTL = "ERR Invalid TTL value, must be >= 0";
  public static final String INVALID_IDLE_TIME = "ERR Invalid IDLETIME value, must be >= 0";
  public static final String INVALID_FREQUENCY = "ERR Invalid FREQ value, must be >= 0 and <= 255";
  public static final String DUMP_FOOTER = "ERR DUMP payload version or checksum are wrong";
  public static final String DUMP_FORMAT = "ERR Bad data format";
  public static final String NO_FREQUENCY =
      "ERR An LFU maxmemory policy is not selected, access frequency not tracked. Please note that"
          + " when switching between policies at runtime LRU and LFU data will take some time to"
          + " adjust.";
  public static final String NEGATIVE_EXPIRE = "ERR invalid expire time, must be >= 0";
  public static final String NO_FIELDS =
      "ERR Mandatory argument FIELDS is missing or not at the right position";
  public static final String FIELDS_NOT_POSITIVE =
      "ERR Number of fields must be a positive integer";
  public static final String NUM_FIELDS_NOT_POSITIVE =
      "ERR Parameter `numFields` should be greater than 0";
  public static final String FIELDS_DO_NOT_MATCH =
      "ERR The `numfields` parameter must match the number of arguments";
  public static final String NO_IDLE_TIME =
      "ERR An LFU maxmemory policy is selected, idle time not tracked. Please note that when"
          + " switching between policies at runtime LRU and LFU data will take some time to adjust.";
  public static final String NOT_STRINGS = "ERR The specified keys must contain string values";
  public static final String LENGTH_AND_RANGES =
      "ERR If you want both the length and indexes, please just use IDX.";
  public static final String LCS_TOO_LARGE =
      "ERR Insufficient memory, transient memory for LCS exceeds proto-max-bulk-len";
  public static final String NOT_DOUBLES = "ERR One or more scores can't be converted into double";
  public static final String NO_LOCAL_AOF =
      "ERR WAITAOF cannot be used when numlocal is set but appendonly is disabled.";
  public static final String TIMEOUT_NOT_INTEGER = "ERR timeout is not an integer or out of range";
  public static final String TIMEOUT_NEGATIVE = "ERR timeout is negative";
  public static final String LOADING = "LOADING Radish is loading the dataset in memory";
  public static final String NO_REPLICAS = "NOREPLICAS Not enough good replicas to write.";
  public static final String BUSY =
      "BUSY Radish is busy with a long command. Try again, or wait with a longer"
          + " busy-reply-threshold.";

  public static final String BUSY_SCRIPT =
      "BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.";

  public static final String BUSY_FUNCTION =
      "BUSY Redis is busy running a script. You can only call FUNCTION KILL or SHUTDOWN NOSAVE.";

  public static final String NOT_BUSY = "NOTBUSY No scripts in execution right now.";

  public static final String UNKILLABLE =
      "UNKILLABLE Sorry the script already executed write commands against the dataset. You can"
          + " either wait the script termination or kill the server in a hard way using the"
          + " SHUTDOWN NOSAVE command.";

  public static final String NO_SCRIPT = "NOSCRIPT No matching script. Please use EVAL.";

  public static final String READ_ONLY_SCRIPT =
      "ERR Can not execute a script with write flag using *_ro command.";

  public static final String UNBLOCKED = "UNBLOCKED client unblocked via CLIENT UNBLOCK";
  public static final String TOO_LONG_TO_WAIT =
      "ERR a command that waits takes at most 1048576 bytes, with 512 more for each of its keys";
  public static final String TOO_MANY_WAIT =
      "ERR all commands that wait take as much of the server's memory as they may; try again"
          + " later, or start the server with a larger heap";
  public static final String TOO_MANY_SUBSCRIPTIONS =
      "ERR all subscriptions take as much of the server's memory as they may; try again later, or"
          + " start the server with a larger heap";
  public static final String TIMEOUT_NOT_FLOAT = "ERR timeout is not a float or out of range";
  public static final String TIMEOUT_OUT_OF_RANGE = "ERR timeout is out of range";

  public static final String INVALID_STREAM_ID =
      "ERR Invalid stream ID specified as stream command argument";
  public static final String INVALID_START = "ERR invalid start ID for the interval";
  public static final String INVALID_END = "ERR invalid end ID for the interval";

  /**
   * How many bytes of what a client sent are quoted back at it, as in Redis; more than any word
   * that a command knows has.
   */
  public static final int QUOTED = 128;

  /**
   * The most bytes that an argument may have which the server keeps as a text: names of clients,
   * values of settings, patterns. Redis has no limit there, and nobody needs more.
   */
  public static final int MOST_TEXT = 64 << 10;

  public static final String TOO_LONG_TEXT = "ERR an argument is longer than 65536 bytes";

  /** Longer than this no queue of long commands grows. */
  static final String TOO_MUCH_WAITS =
      "ERR too many commands that take long are waiting already; try again later";

  static final String HUNG_UP = "ERR the client hung up before this began";

  public static final String SHUTTING_DOWN = "ERR the server is shutting down";

  /** There is no memory, and nothing that may go. */
  public static final String OUT_OF_MEMORY =
      "OOM command not allowed when used memory > 'maxmemory'.";

  public static final String NESTED_MULTI = "ERR MULTI calls can not be nested";
  public static final String WATCH_INSIDE_MULTI = "ERR WATCH inside MULTI is not allowed";
  public static final String EXEC_WITHOUT_MULTI = "ERR EXEC without MULTI";
  public static final String DISCARD_WITHOUT_MULTI = "ERR DISCARD without MULTI";
  public static final String NOT_IN_TRANSACTION = "ERR Command not allowed inside a transaction";
  public static final String EXEC_ABORTED =
      "EXECABORT Transaction discarded because of previous errors.";
  public static final String TRANSACTION_TOO_LARGE =
      "ERR what this transaction has queued takes more than client-query-buffer-limit";
  public static final String TOO_MUCH_QUEUED =
      "ERR all transactions together have queued as much as the server's memory allows; try again"
          + " later, or start the server with a larger heap";

  private Errors() {}

  /** A wrong number of arguments for {@code command}. */
  public static String arity(Command command) {
    return "ERR wrong number of arguments for '" + command.name() + "' command";
  }

  /** Why a transaction was given up, that {@code EXEC} was to run: in Redis' words. */
  static String execAborted(String error) {
    String reason = error.startsWith("ERR ") ? error.substring("ERR ".length()) : error;
    return "EXECABORT Transaction discarded because of: " + reason;
  }

  /** A command that a subscribed client may not run, as long as it speaks RESP2. */
  static String confined(Command command) {
    return plain(
        "Can't execute '"
            + command.name()
            + "': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this"
            + " context");
  }

  /** A time-to-live that is no time, in {@code command}. */
  public static String invalidExpire(Command command) {
    return "ERR invalid expire time in '" + command.name() + "' command";
  }

  /** An expiring store that is not there. */
  public static String noSuchStore(KeyspaceName name) {
    return plain("no such store '" + name + "'; make it with CREATESTORE cache store [ttl]");
  }

  /** An expiring store that was deleted while a client waited in it. */
  static String storeDeleted(KeyspaceName name) {
    return "UNBLOCKED the store '" + name + "' was deleted";
  }

  /** There is no memory in a keyspace, and nothing of it that may go. */
  static String overQuota(KeyspaceName name, long bytes) {
    return "OOM command not allowed when '"
        + name
        + "' takes more than its quota of "
        + bytes
        + " bytes; delete keys, or see CACHECONFIG SET "
        + name
        + " maxmemory";
  }

  /** A subcommand that {@code parent} does not have, as the request has it. */
  static byte[] unknownSubcommand(Command parent, Arguments request) {
    String help = "'. Try " + parent.name().toUpperCase(Locale.ROOT) + " HELP.";
    return quoting("ERR unknown subcommand '", request, 1, help);
  }

  /** A command that is not there, with the first of its arguments, in Redis' words. */
  static byte[] unknownCommand(Arguments request) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    text.writeBytes(quoting("ERR unknown command '", request, 0, "', with args beginning with: "));
    int most = text.size() + QUOTED;
    for (int i = 1; i < request.count() && text.size() < most; i++) {
      text.write('\'');
      text.writeBytes(quoted(request, i, most - text.size() + 1));
      text.writeBytes(new byte[] {'\'', ' '});
    }
    return text.toByteArray();
  }

  /** A text with the beginning of argument {@code i} in it, as the client sent it. */
  static byte[] quoting(String before, Arguments request, int i, String after) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    text.writeBytes(before.getBytes(StandardCharsets.UTF_8));
    text.writeBytes(quoted(request, i, QUOTED));
    text.writeBytes(after.getBytes(StandardCharsets.UTF_8));
    return text.toByteArray();
  }

  /** A text with argument {@code i} in it, not only its beginning. */
  static byte[] naming(String before, Arguments request, int i, String after) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    text.writeBytes(before.getBytes(StandardCharsets.UTF_8));
    text.writeBytes(quoted(request, i, MOST_TEXT));
    text.writeBytes(after.getBytes(StandardCharsets.UTF_8));
    return text.toByteArray();
  }

  /** A text with arguments {@code i} and {@code j} in it, as the client sent them. */
  static byte[] quoting(
      String before, Arguments request, int i, String between, int j, String after) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    text.writeBytes(before.getBytes(StandardCharsets.UTF_8));
    text.writeBytes(quoted(request, i, MOST_TEXT));
    text.writeBytes(between.getBytes(StandardCharsets.UTF_8));
    text.writeBytes(quoted(request, j, MOST_TEXT));
    text.writeBytes(after.getBytes(StandardCharsets.UTF_8));
    return text.toByteArray();
  }

  /** The beginning of argument {@code i}, up to the first zero: for Redis that is a text's end. */
  private static byte[] quoted(Arguments request, int i, int most) {
    byte[] start = request.start(i, most);
    int length = 0;
    while (length < start.length && start[length] != 0) {
      length++;
    }
    return Arrays.copyOf(start, length);
  }

  /** An error of our own, with what would have been right. */
  public static String plain(String text) {
    return "ERR " + text;
  }
}
