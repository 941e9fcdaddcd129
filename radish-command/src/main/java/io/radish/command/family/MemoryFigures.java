// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import io.radish.command.Call;
import io.radish.command.Scripts;
import io.radish.command.Session;
import io.radish.store.Keyspace;
import io.radish.store.MemoryLimits;
import io.radish.store.StoreStats;
import java.util.Map;

/**
 * Where memory goes, for {@code INFO memory} and {@code MEMORY}.
 *
 * @param used bytes of data with their indexes, and what is taken for clients
 * @param startup what of them an empty store takes
 * @param reserved bytes taken from the system for them
 * @param resident bytes of the whole process in the machine's memory
 * @param peak the most that {@code used} has been
 * @param clients bytes held for requests and replies of clients
 * @param keys the number of keys
 * @param heapUsed bytes used of Java's heap
 * @param heapMax the most that it may take
 */
record MemoryFigures(
    long used,
    long startup,
    long reserved,
    long resident,
    long peak,
    long clients,
    long keys,
    long heapUsed,
    long heapMax) {

  static MemoryFigures of(Call call) {
    return of(call, call.server().facts("memory"));
  }

  static MemoryFigures of(Call call, Map<String, String> facts) {
    StoreStats stats = call.store().stats();
    MemoryLimits limits = call.store().limits();
    long all = stats.usedBytes() + limits.startupBytes() + limits.outsideBytes();
    long used = number(facts, "used_memory", all);
    return new MemoryFigures(
        used,
        limits.startupBytes(),
        stats.reservedBytes(),
        number(facts, "used_memory_rss", stats.reservedBytes()),
        Math.max(used, number(facts, "used_memory_peak", 0)),
        call.server().sessions().stream()
            .map(Session::client)
            .mapToLong(client -> client.queryBytes() + client.replyBytes())
            .sum(),
        call.store().keyspaces().stream().mapToLong(Keyspace::size).sum(),
        number(facts, "used_heap", 0),
        number(facts, "max_heap", 0));
  }

  private static long number(Map<String, String> facts, String name, long otherwise) {
    String value = facts.get(name);
    return value == null ? otherwise : Long.parseLong(value);
  }

  /** Bytes that the allocator has taken from the system and not handed out. */
  long unused() {
    return Math.max(0, reserved - dataset());
  }

  /** The bytes of data alone, with their indexes. */
  long dataset() {
    return used - overhead();
  }

  /** The bytes that are no data. */
  long overhead() {
    return Math.min(used, startup + clients);
  }

  private static void writeScripts(Scripts scripts, InfoFields fields) {
    fields.put("used_memory_vm_eval", scripts.machineBytes());
    fields.bytes("used_memory_lua", scripts.machineBytes());
    fields.put("used_memory_scripts_eval", scripts.scriptBytes());
    fields.put("number_of_cached_scripts", scripts.count());
    fields.put("number_of_functions", scripts.functionCount());
    fields.put("number_of_libraries", scripts.libraryCount());
    fields.put("used_memory_vm_functions", scripts.functionMachineBytes());
    fields.bytes("used_memory_vm_total", scripts.machineBytes() + scripts.functionMachineBytes());
    fields.put("used_memory_functions", scripts.libraryBytes());
    fields.bytes("used_memory_scripts", scripts.scriptBytes() + scripts.libraryBytes());
  }

  /** Writes the section of {@code INFO}. */
  void write(Call call, InfoFields fields) {
    fields.bytes("used_memory", used);
    fields.bytes("used_memory_rss", resident);
    fields.bytes("used_memory_peak", peak);
    fields.put("used_memory_peak_perc", percent(used, peak));
    fields.put("used_memory_overhead", overhead());
    fields.put("used_memory_startup", startup);
    fields.put("used_memory_dataset", dataset());
    fields.put("used_memory_dataset_perc", percent(dataset(), used - startup));
    fields.put("allocator_allocated", dataset());
    fields.put("allocator_active", reserved);
    fields.put("allocator_resident", reserved);
    fields.facts("total_system_memory");
    if (fields.number("total_system_memory") > 0) {
      fields.bytes("total_system_memory", fields.number("total_system_memory"));
    }
    writeScripts(call.scripts(), fields);
    long limit = Long.parseLong(call.server().setting("maxmemory"));
    fields.bytes("maxmemory", limit);
    fields.put("maxmemory_policy", call.server().setting("maxmemory-policy"));
    fields.put("allocator_frag_ratio", InfoFields.ratio(reserved, dataset()));
    fields.put("allocator_frag_bytes", unused());
    fields.put("allocator_rss_ratio", InfoFields.ratio(reserved, reserved));
    fields.zero("allocator_rss_bytes");
    fields.put("rss_overhead_ratio", InfoFields.ratio(resident, reserved));
    fields.put("rss_overhead_bytes", resident - reserved);
    fields.put("mem_fragmentation_ratio", InfoFields.ratio(resident, used));
    fields.put("mem_fragmentation_bytes", resident - used);
    fields.put("mem_not_counted_for_evict", call.store().limits().notCountedBytes());
    fields.zero("mem_replication_backlog", "mem_total_replication_buffers", "mem_clients_slaves");
    fields.put("mem_clients_normal", clients);
    fields.zero("mem_cluster_links", "mem_aof_buffer");
    fields.put("mem_allocator", "radish");
    fields.zero("active_defrag_running", "lazyfree_pending_objects", "lazyfreed_objects");
  }

  private static String percent(long part, long whole) {
    return InfoFields.ratio(whole == 0 ? 0 : part * 100, whole) + "%";
  }
}
