// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import io.radish.command.Command;
import io.radish.command.CommandTable;
import java.util.ArrayList;
import java.util.List;

/** All families of commands. */
public final class Families {
  private Families() {}

  /** The table of all commands. */
  public static CommandTable table() {
    List<Command> all = new ArrayList<>();
    all.addAll(ConnectionFamily.commands());
    all.addAll(ClientFamily.commands());
    all.addAll(IntrospectionFamily.commands());
    all.addAll(TransactionFamily.commands());
    all.addAll(CacheFamily.commands());
    all.addAll(CacheConfigFamily.commands());
    all.addAll(BackupFamily.commands());
    all.addAll(ServerFamily.commands());
    all.addAll(ConfigFamily.commands());
    all.addAll(AclFamily.commands());
    all.addAll(SlowLogFamily.commands());
    all.addAll(LatencyFamily.commands());
    all.addAll(MonitorFamily.commands());
    all.addAll(SubscribeFamily.commands());
    all.addAll(PublishFamily.commands());
    all.addAll(MemoryFamily.commands());
    all.addAll(DebugFamily.commands());
    all.addAll(StringFamily.commands());
    all.addAll(RangeFamily.commands());
    all.addAll(CounterFamily.commands());
    all.addAll(LcsFamily.commands());
    all.addAll(BitFamily.commands());
    all.addAll(BitFieldFamily.commands());
    all.addAll(HyperLogLogFamily.commands());
    all.addAll(HyperLogLogDebugFamily.commands());
    all.addAll(KeyFamily.commands());
    all.addAll(KeyMoveFamily.commands());
    all.addAll(SortFamily.commands());
    all.addAll(DumpFamily.commands());
    all.addAll(MigrateFamily.commands());
    all.addAll(ClusterFamily.commands());
    all.addAll(ReplicationFamily.commands());
    all.addAll(ModuleFamily.commands());
    all.addAll(LolwutFamily.commands());
    all.addAll(ObjectFamily.commands());
    all.addAll(WaitFamily.commands());
    all.addAll(ExpiryFamily.commands());
    all.addAll(ListEndsFamily.commands());
    all.addAll(ListInnerFamily.commands());
    all.addAll(ListBlockingFamily.commands());
    all.addAll(SetFamily.commands());
    all.addAll(SetRandomFamily.commands());
    all.addAll(SetAlgebraFamily.commands());
    all.addAll(HashFamily.commands());
    all.addAll(HashWalkFamily.commands());
    all.addAll(FieldExpiryFamily.commands());
    all.addAll(ZSetAddFamily.commands());
    all.addAll(ZSetFamily.commands());
    all.addAll(ZSetRangeFamily.commands());
    all.addAll(ZSetPopFamily.commands());
    all.addAll(ZSetWalkFamily.commands());
    all.addAll(ZSetAlgebraFamily.commands());
    all.addAll(GeoFamily.commands());
    all.addAll(GeoSearchFamily.commands());
    all.addAll(StreamFamily.commands());
    all.addAll(StreamReadFamily.commands());
    all.addAll(StreamGroupFamily.commands());
    all.addAll(StreamClaimFamily.commands());
    all.addAll(StreamInfoFamily.commands());
    all.addAll(ScriptFamily.commands());
    all.addAll(FunctionFamily.commands());
    return new CommandTable(all);
  }
}
