// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static io.radish.command.Flag.ADMIN;
import static io.radish.command.Flag.LOADING;
import static io.radish.command.Flag.NOSCRIPT;
import static io.radish.command.Flag.STALE;

import io.radish.command.ArgumentSpec;
import io.radish.command.Call;
import io.radish.command.Command;
import io.radish.command.Errors;
import io.radish.command.LatencyHistogram;
import io.radish.command.LatencyMonitor;
import io.radish.command.Meters;
import io.radish.resp.ReplyWriter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** {@code LATENCY}: spikes by event, and how long the calls of each command take. */
final class LatencyFamily {
  private static final String[] READING_TIPS = {
    "nondeterministic_output", "request_policy:all_nodes", "response_policy:special"
  };

  private LatencyFamily() {}

  static List<Command> commands() {
    ArgumentSpec event = ArgumentSpec.string("event");
    return List.of(
        Command.named("LATENCY")
            .arity(-2)
            .group("server")
            .since("2.8.13")
            .complexity("Depends on subcommand.")
            .summary("Spikes of latency, and how long commands take")
            .subcommands(
                command("DOCTOR", 2)
                    .tips(READING_TIPS)
                    .summary("What the spikes of latency may come from")
                    .handler(LatencyFamily::doctor),
                command("GRAPH", 3)
                    .tips(READING_TIPS)
                    .summary("The spikes of an event as a drawing")
                    .arguments(event)
                    .handler(LatencyFamily::graph),
                Help.command("LATENCY")
                    .group("server")
                    .since("2.8.13")
                    .handler(LatencyFamily::help),
                command("HISTOGRAM", -2)
                    .since("7.0.0")
                    .complexity(
                        "O(N) where N is the number of commands with latency information being"
                            + " retrieved.")
                    .tips(READING_TIPS)
                    .summary("How the durations of commands are distributed")
                    .arguments(ArgumentSpec.string("command").optional().multiple())
                    .handler(LatencyFamily::histogram),
                command("HISTORY", 3)
                    .tips(READING_TIPS)
                    .summary("The spikes of an event with their times")
                    .arguments(event)
                    .handler(LatencyFamily::history),
                command("LATEST", 2)
                    .tips(READING_TIPS)
                    .summary("The latest spike of each event")
                    .handler(LatencyFamily::latest),
                command("RESET", -2)
                    .tips("request_policy:all_nodes", "response_policy:all_succeeded")
                    .summary("Forget the spikes of events")
                    .arguments(event.optional().multiple())
                    .handler(LatencyFamily::reset))
            .build());
  }

  private static Command.Builder command(String name, int arity) {
    return Command.named("LATENCY " + name)
        .arity(arity)
        .flags(ADMIN, NOSCRIPT, LOADING, STALE)
        .group("server")
        .since("2.8.13");
  }

  private static LatencyMonitor monitor(Call call) {
    return call.services().supervision().latency();
  }

  private static void latest(Call call) {
    List<LatencyMonitor.Event> events = monitor(call).events();
    ReplyWriter reply = call.reply();
    reply.array(events.size());
    for (LatencyMonitor.Event event : events) {
      reply.array(4);
      reply.bulk(event.name());
      reply.integer(event.latest().timeSeconds());
      reply.integer(event.latest().millis());
      reply.integer(event.worstMillis());
    }
  }

  private static void history(Call call) {
    LatencyMonitor.Event event = monitor(call).event(call.arguments().text(2, Errors.QUOTED));
    List<LatencyMonitor.Sample> samples = event == null ? List.of() : event.samples();
    call.reply().array(samples.size());
    for (LatencyMonitor.Sample sample : samples) {
      call.reply().array(2);
      call.reply().integer(sample.timeSeconds());
      call.reply().integer(sample.millis());
    }
  }

  private static void reset(Call call) {
    int forgotten = 0;
    if (call.count() == 2) {
      forgotten = monitor(call).reset();
    }
    for (int i = 2; i < call.count(); i++) {
      forgotten += monitor(call).reset(call.arguments().text(i, Errors.QUOTED)) ? 1 : 0;
    }
    call.reply().integer(forgotten);
  }

  private static void graph(Call call) {
    LatencyMonitor.Event event = monitor(call).event(call.arguments().text(2, Errors.QUOTED));
    if (event == null) {
      call.errorQuoting("No samples available for event '", 2, "'");
      return;
    }
    call.reply().verbatim("txt", LatencyReport.graph(event, call.now() / 1000));
  }

  private static void doctor(Call call) {
    boolean isOn = !call.server().setting("latency-monitor-threshold").equals("0");
    call.reply().verbatim("txt", LatencyReport.doctor(isOn, monitor(call).events()));
  }

  private static void histogram(Call call) {
    Meters total = call.services().meters().total(call.services().table());
    List<Command> measured = new ArrayList<>();
    for (Command command : wanted(call)) {
      if (total.latency(command) != null) {
        measured.add(command);
      }
    }
    ReplyWriter reply = call.reply();
    reply.map(measured.size());
    for (Command command : measured) {
      LatencyHistogram histogram = total.latency(command);
      if (histogram != null) {
        reply.bulk(command.name());
        write(histogram, total.calls(command), reply);
      }
    }
  }

  /** The commands named, of those with subcommands these; all where none is named. */
  private static Set<Command> wanted(Call call) {
    Set<Command> wanted = new LinkedHashSet<>();
    if (call.count() == 2) {
      wanted.addAll(call.services().table().withSubcommands());
    }
    for (int i = 2; i < call.count(); i++) {
      Command command = call.services().table().find(call.arguments().text(i, Errors.QUOTED));
      if (command != null) {
        wanted.add(command);
        wanted.addAll(command.subcommands());
      }
    }
    return wanted;
  }

  private static void write(LatencyHistogram histogram, long calls, ReplyWriter reply) {
    List<Long> bounds = new ArrayList<>();
    List<Long> counts = new ArrayList<>();
    histogram.distribution(
        (micros, count) -> {
          bounds.add(micros);
          counts.add(count);
        });
    reply.map(2);
    reply.bulk("calls");
    reply.integer(calls);
    reply.bulk("histogram_usec");
    reply.map(bounds.size());
    for (int i = 0; i < bounds.size(); i++) {
      reply.integer(bounds.get(i));
      reply.integer(counts.get(i));
    }
  }

  private static void help(Call call) {
    Help.reply(
        call,
        "DOCTOR",
        "    Answers what the spikes of latency may come from.",
        "GRAPH <event>",
        "    Draws the spikes of an event.",
        "HISTORY <event>",
        "    Answers the spikes of an event: Unix time and milliseconds.",
        "LATEST",
        "    Answers the latest spike of each event: name, Unix time, milliseconds, the worst ever.",
        "RESET [<event> ...]",
        "    Forgets the spikes of the events, or of all.",
        "HISTOGRAM [<command> ...]",
        "    Answers how many calls of each command took up to how many microseconds.");
  }
}
