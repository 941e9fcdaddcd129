// SPDX-License-Identifier: Apache-2.0
package io.radish.cli;

import io.radish.journal.JournalReading;
import io.radish.journal.Segment;
import io.radish.journal.TornTail;
import io.radish.recovery.CheckpointInfo;
import io.radish.recovery.JournalInspection;
import io.radish.recovery.JournalInspection.Checkpoint;
import io.radish.recovery.JournalInspection.Damage;
import java.io.PrintStream;
import java.io.StringWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** What {@code radish recover} shows: for people and for programs. */
final class RecoverReport {
  private RecoverReport() {}

  // ---- for people ----

  static void print(PrintStream out, JournalInspection found) {
    out.println("Journal in " + found.folder());
    if (found.inUseBy() != null) {
      out.println(
          "A server works in it ("
              + found.inUseBy()
              + "): its end may be in the middle of a write.");
    }
    out.println();
    checkpoints(out, found);
    out.println();
    journal(out, found);
    if (!found.aside().isEmpty()) {
      out.println();
      out.println("Besides, kept or moved aside: " + String.join(", ", found.aside()));
    }
    if (!found.choices().isEmpty()) {
      out.println();
      out.println("Choices:");
      found.choices().forEach(line -> out.println("  " + line));
    }
  }

  private static void checkpoints(PrintStream out, JournalInspection found) {
    List<List<?>> rows = new ArrayList<>();
    for (Checkpoint each : found.checkpoints()) {
      CheckpointInfo info = each.info();
      rows.add(
          List.of(
              each.position(),
              info == null ? "" : info.taken(),
              info == null ? 0L : (long) info.keyspaces(),
              info == null ? 0L : info.items(),
              info == null ? 0L : info.bytes(),
              outcome(each)));
    }
    if (rows.isEmpty()) {
      out.println("There are no checkpoints.");
    } else {
      Report.table(
          out, List.of("checkpoint", "taken", "caches", "items", "bytes", "outcome"), rows);
    }
    if (!found.unfinished().isEmpty()) {
      out.println("Unfinished, swept up by the next start: " + found.unfinished());
    }
  }

  private static String outcome(Checkpoint checkpoint) {
    String problem = checkpoint.problem();
    return problem == null ? "ok" : problem;
  }

  private static void journal(PrintStream out, JournalInspection found) {
    List<List<?>> rows = new ArrayList<>();
    for (Segment each : found.segments()) {
      rows.add(List.of(each.fileName(), each.first(), each.bytes()));
    }
    if (rows.isEmpty()) {
      out.println("There are no segments.");
    } else {
      Report.table(out, List.of("segment", "first unit", "bytes"), rows);
    }
    JournalReading read = found.journal();
    if (read != null && read.end().number() > 0) {
      out.println(
          "Whole up to unit "
              + read.end().number()
              + " of "
              + Instant.ofEpochMilli(read.end().timeMillis())
              + ": "
              + read.batches()
              + " batches, "
              + read.units()
              + " units");
    }
    TornTail tail = found.tail();
    if (tail != null) {
      out.println(
          "Torn at its end, which the next start cuts off and keeps aside: "
              + tail.file()
              + ", byte "
              + tail.offset()
              + ", "
              + tail.bytes()
              + " bytes: "
              + tail.reason());
    }
    Damage damage = found.damage();
    if (damage != null) {
      out.println(
          "DAMAGED: " + damage.file() + ", byte " + damage.offset() + ": " + damage.reason());
    }
    found.problems().forEach(problem -> out.println("PROBLEM: " + problem));
  }

  // ---- for programs ----

  static String json(JournalInspection found) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeStringProperty("folder", found.folder().toString());
      if (found.inUseBy() != null) {
        json.writeStringProperty("in_use_by", found.inUseBy());
      }
      json.writeBooleanProperty("whole", found.isWhole());
      checkpoints(json, found);
      journal(json, found);
      strings(json, "aside", found.aside());
      strings(json, "choices", found.choices());
      json.writeEndObject();
    }
    return text.toString();
  }

  private static void checkpoints(JsonGenerator json, JournalInspection found) {
    json.writeArrayPropertyStart("checkpoints");
    for (Checkpoint each : found.checkpoints()) {
      json.writeStartObject();
      json.writeNumberProperty("unit", each.position());
      CheckpointInfo info = each.info();
      if (info != null) {
        json.writeStringProperty("taken", info.taken().toString());
        json.writeNumberProperty("caches", info.keyspaces());
        json.writeNumberProperty("items", info.items());
        json.writeNumberProperty("bytes", info.bytes());
      }
      json.writeStringProperty("outcome", outcome(each));
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayPropertyStart("unfinished");
    found.unfinished().forEach(json::writeNumber);
    json.writeEndArray();
  }

  private static void journal(JsonGenerator json, JournalInspection found) {
    json.writeArrayPropertyStart("segments");
    for (Segment each : found.segments()) {
      json.writeStartObject();
      json.writeStringProperty("file", each.fileName());
      json.writeNumberProperty("first_unit", each.first());
      json.writeNumberProperty("bytes", each.bytes());
      json.writeEndObject();
    }
    json.writeEndArray();
    JournalReading read = found.journal();
    if (read != null) {
      json.writeNumberProperty("last_unit", read.end().number());
      json.writeNumberProperty("batches", read.batches());
      json.writeNumberProperty("units", read.units());
    }
    TornTail tail = found.tail();
    if (tail != null) {
      place(json, "torn_tail", tail.file().toString(), tail.offset(), tail.reason());
    }
    Damage damage = found.damage();
    if (damage != null) {
      place(json, "damage", damage.file().toString(), damage.offset(), damage.reason());
    }
    strings(json, "problems", found.problems());
  }

  private static void place(
      JsonGenerator json, String name, String file, long offset, String reason) {
    json.writeObjectPropertyStart(name);
    json.writeStringProperty("file", file);
    json.writeNumberProperty("offset", offset);
    json.writeStringProperty("reason", reason);
    json.writeEndObject();
  }

  private static void strings(JsonGenerator json, String name, List<String> lines) {
    json.writeArrayPropertyStart(name);
    lines.forEach(json::writeString);
    json.writeEndArray();
  }
}
