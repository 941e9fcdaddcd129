// SPDX-License-Identifier: Apache-2.0
package io.radish.server;

import io.radish.backup.BackupRun;
import io.radish.backup.KeyspaceBackup;
import io.radish.backup.PersistenceHandler;
import io.radish.command.Deferral;
import io.radish.command.LongWorkQueue;
import io.radish.command.MeterRegistry;
import io.radish.command.ServerControl.ShutdownMode;
import io.radish.command.Services;
import io.radish.command.Session;
import io.radish.command.Supervision;
import io.radish.command.family.Families;
import io.radish.command.pubsub.KeyspaceNotices;
import io.radish.command.pubsub.PubSub;
import io.radish.disk.FolderInUseException;
import io.radish.disk.FolderLock;
import io.radish.recovery.Durability;
import io.radish.server.config.ForeignParameters;
import io.radish.server.config.Parameters;
import io.radish.server.config.Settings;
import io.radish.server.log.Logs;
import io.radish.server.net.Transport;
import io.radish.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running server: store, backups, connections, and what joins them.
 *
 * <p>Life: started by {@link #start}, which returns when clients are served; stopped by {@link
 * #stop}, by {@code SHUTDOWN}, or when the process is asked to end; {@link #awaitStop} waits for
 * that. A stop that {@code SHUTDOWN} began, and whose final backup fails, is given up: the server
 * goes on, because its data would be lost.
 */
public final class Server {
  private static final Logger LOG = LoggerFactory.getLogger(Server.class);

  /** How long a stop waits for commands that take long before it interrupts them. */
  private static final long BACKGROUND_SECONDS = 5;

  /** Redis' words. */
  private static final String NOT_SHUTTING_DOWN = "ERR Errors trying to SHUTDOWN. Check logs.";

  private static final String JOURNAL_LACKS =
      "the journal lacks what changed last, and the next start would, too. SHUTDOWN NOSAVE does"
          + " without it, and so does SHUTDOWN FORCE, with a last backup.";

  private final Settings settings;
  private final Console console;
  private final Clock clock;

  /** What is to be let go of at the end, the last first. */
  private final Deque<Runnable> cleanup = new ArrayDeque<>();

  private final CompletableFuture<Integer> stopped = new CompletableFuture<>();
  private final Store store;

  /** Null under {@code appendonly no}. */
  private final @Nullable ServerJournal journal;

  private final PersistenceHandler persistence;
  private final Transport transport;
  private final CommandHost host;

  /** Ends what commands do in the background. */
  private Runnable endLongWork = () -> {};

  /** Whether the data is being loaded. */
  private volatile boolean loading;

  private final StartingData startingData;

  private final MeterRegistry meters = new MeterRegistry();
  private final Supervision supervision = new Supervision();
  private final Sampler sampler;
  private final ClientMemory clientMemory;

  private Server(Settings settings, Console console, Clock clock, ZoneId zone)
      throws StartException {
    this.settings = settings;
    this.console = console;
    this.clock = clock;
    boolean complete = false;
    try {
      openLogs(zone);
      FolderLock lock = lockFolder();
      store = Store.builder().clock(clock).onListenerFailure(Server::listenerFailed).build();
      cleanup.push(store::close);
      ValueLimits.follow(settings, store.valueSettings());
      StoreLimits.follow(settings, store.limits());
      clientMemory = new ClientMemory(settings, store.limits());
      sampler = new Sampler(store, settings, meters, supervision);
      journal = openJournal(zone);
      persistence = openPersistence(lock, zone);
      startingData = new StartingData(settings, persistence, console);
      host = openHost();
      transport = openTransport();
      listen();
      startingData.load(durability());
      new FunctionsFile(settings.path(Parameters.BACKUP_DIR)).follow(host.libraries());
      beginJournal();
      serve();
      complete = true;
    } finally {
      if (!complete) {
        cleanUp();
      }
    }
  }

  /**
   * Starts a server, with its data restored and its clients served when it returns.
   *
   * @throws StartException with one line for whoever starts it; nothing is left behind then
   */
  public static Server start(Settings settings, Console console) throws StartException {
    return new Server(settings, console, Clock.systemUTC(), ZoneId.systemDefault());
  }

  // Starting

  private void openLogs(ZoneId zone) throws StartException {
    if (settings.get(Parameters.LOG_DIR).isEmpty()) {
      return;
    }
    Path folder = settings.path(Parameters.LOG_DIR);
    try {
      Logs logs =
          Logs.open(
              folder,
              settings.getInt(Parameters.LOG_RETENTION_DAYS),
              settings.get(Parameters.LOGLEVEL),
              zone);
      cleanup.push(logs::close);
      settings.onChange(Parameters.LOGLEVEL, logs::setLevel);
    } catch (IOException e) {
      throw new StartException(
          "cannot write to the log folder %s (%s); choose another with --log-dir"
              .formatted(folder, StartException.reason(e)),
          e);
    }
  }

  private FolderLock lockFolder() throws StartException {
    Path folder = settings.path(Parameters.BACKUP_DIR);
    try {
      FolderLock lock = FolderLock.acquire("backup folder", folder);
      cleanup.push(() -> release(lock));
      return lock;
    } catch (FolderInUseException e) {
      throw new StartException(e.getMessage() + "; choose another with --backup-dir", e);
    } catch (IOException e) {
      throw new StartException(
          "cannot write to the backup folder %s (%s); choose another with --backup-dir"
              .formatted(folder, StartException.reason(e)),
          e);
    }
  }

  private static void release(FolderLock lock) {
    try {
      lock.close();
    } catch (IOException e) {
      LOG.warn("the lock of the backup folder was not let go of cleanly", e);
    }
  }

  private @Nullable ServerJournal openJournal(ZoneId zone) throws StartException {
    ServerJournal opened = ServerJournal.open(settings, store, clock, zone, console);
    if (opened != null) {
      cleanup.push(opened::close);
    }
    return opened;
  }

  private @Nullable Durability durability() {
    return journal == null ? null : journal.durability();
  }

  private PersistenceHandler openPersistence(FolderLock lock, ZoneId zone) {
    PersistenceHandler handler =
        BackupSettings.open(settings, store, lock, durability(), clock, zone, console);
    cleanup.push(handler::close);
    return handler;
  }

  private CommandHost openHost() throws StartException {
    ExecutorService background =
        Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("background-", 1).factory());
    LongWorkQueue longWork =
        new LongWorkQueue(background, () -> supervision.pauseMillis(store.now()));
    endLongWork = () -> end(longWork, background);
    Map<Long, Session> sessions = CommandHost.registry();
    Facts facts = new Facts(settings, clock, sampler, clientMemory);
    Control control = new Control(settings, sessions, longWork, new Around(facts));
    Services services =
        new Services(
            store,
            persistence,
            durability(),
            control,
            Families.table(),
            meters,
            supervision,
            openChannels());
    UserSettings.follow(settings, services.accounts());
    Consumer<Long> replicas =
        any -> supervision.setNeedsReplicas(ForeignParameters.needReplicas(settings));
    replicas.accept(0L);
    settings.onChange(ForeignParameters.MIN_REPLICAS_TO_WRITE, replicas);
    settings.onChange(ForeignParameters.MIN_REPLICAS_MAX_LAG, replicas);
    return new CommandHost(services, sessions);
  }

  private PubSub openChannels() {
    PubSub channels = new PubSub();
    KeyspaceNotices notices = new KeyspaceNotices(channels, store.keyEvents());
    notices.choose(settings.get(Parameters.NOTIFY_KEYSPACE_EVENTS));
    settings.onChange(Parameters.NOTIFY_KEYSPACE_EVENTS, notices::choose);
    store.tracking().setMostKeys(settings.get(Parameters.TRACKING_TABLE_MAX_KEYS));
    settings.onChange(Parameters.TRACKING_TABLE_MAX_KEYS, store.tracking()::setMostKeys);
    return channels;
  }

  private Transport openTransport() {
    Transport made = new Transport(settings, host);
    cleanup.push(made::close);
    cleanup.push(endLongWork);
    Runnable reread = () -> made.onEachLoop(host::readSettings);
    settings.onChange(Parameters.BUSY_REPLY_THRESHOLD, value -> reread.run());
    settings.onChange(Parameters.SLOWLOG_LOG_SLOWER_THAN, value -> reread.run());
    settings.onChange(Parameters.SLOWLOG_MAX_LEN, value -> reread.run());
    settings.onChange(Parameters.LATENCY_MONITOR_THRESHOLD, value -> reread.run());
    settings.onChange(Parameters.LATENCY_TRACKING, value -> reread.run());
    settings.onChange(Parameters.CLIENT_QUERY_BUFFER_LIMIT, value -> reread.run());
    return made;
  }

  /** Lets long commands end, or breaks them off when they do not: the store goes next. */
  private static void end(LongWorkQueue longWork, ExecutorService background) {
    longWork.close();
    background.shutdown();
    boolean interrupted = false;
    boolean ended = false;
    while (!ended) {
      try {
        ended = background.awaitTermination(BACKGROUND_SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
      background.shutdownNow();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Takes the port before the data is loaded, so that one taken already is found out at once;
   * clients are told meanwhile that it is.
   */
  private void listen() throws StartException {
    loading = true;
    supervision.setLoading(true);
    try {
      transport.listen();
    } catch (IOException e) {
      throw new StartException(StartException.reason(e), e);
    }
  }

  /** Has all that changes from now on journaled. */
  private void beginJournal() throws StartException {
    if (journal != null) {
      host.setGate(journal.begin(supervision, this::goOnAfterDisk));
    }
  }

  private void goOnAfterDisk() {
    transport.resumePostponed();
    transport.reconsiderReplies();
  }

  private void serve() throws StartException {
    try {
      persistence.start();
    } catch (IOException e) {
      throw new StartException("cannot begin automatic backups: " + StartException.reason(e), e);
    }
    Housekeeper housekeeper =
        new Housekeeper(
            store,
            settings,
            this::look,
            () -> supervision.isPaused(store.now()) || supervision.isHoldingBack());
    housekeeper.start();
    cleanup.push(housekeeper::close);
    // First, because whoever reads that it serves may ask at once.
    loading = false;
    supervision.setLoading(false);
    long pid = ProcessHandle.current().pid();
    console.picture(Banner.of(settings, transport.addresses(), pid));
    LOG.info(
        "Radish {} serves {} as process {}, backups in {}",
        Version.TEXT,
        transport.addresses(),
        pid,
        settings.path(Parameters.BACKUP_DIR));
    if (!settings.get(Parameters.SAVE).isEmpty()) {
      LOG.warn("'save' is accepted and has no effect; backup-interval says when backups are taken");
    }
    if (!settings.withoutEffect().isEmpty()) {
      LOG.warn(
          "accepted, and without effect here: {}", String.join(", ", settings.withoutEffect()));
    }
  }

  private void look() {
    clientMemory.look(host.sessions());
    sampler.sample(System.nanoTime(), transport.traffic());
  }

  private static void listenerFailed(Object event, RuntimeException failure) {
    LOG.warn("a listener to events failed", failure);
  }

  // Stopping

  private final class Around implements Control.Surroundings {
    private final Facts facts;

    private Around(Facts facts) {
      this.facts = facts;
    }

    @Override
    public Map<String, String> facts(String section) {
      return facts.of(section, transport);
    }

    @Override
    public void resetStatistics() {
      transport.resetCounts();
      clientMemory.resetCount();
    }

    @Override
    public void resumeClients() {
      transport.resumePostponed();
    }

    @Override
    public void awaitRequests() {
      transport.awaitRequests();
    }

    @Override
    public void shutdown(ShutdownMode mode, @Nullable Deferral asker) {
      if (loading) {
        startingData.giveUp();
      } else {
        Thread.ofPlatform().name("shutdown").start(() -> stop(mode, asker));
      }
    }
  }

  /**
   * Stops the server: no command runs any more, a final backup is taken where {@code mode} and the
   * settings say so, and everything is let go of. A second call waits for the first.
   *
   * @return the exit code of the process: 0, or 1 where the final backup failed, or the disk did
   *     not take the end of the journal
   */
  public int stop(ShutdownMode mode) {
    stop(mode, null);
    return stopped.join();
  }

  /** The engine inside, for programs that run a server and use its data beside its clients. */
  public Store store() {
    return store;
  }

  /** Waits until the server has stopped; the exit code of the process. */
  public int awaitStop() {
    return stopped.join();
  }

  private synchronized void stop(ShutdownMode mode, @Nullable Deferral asker) {
    if (stopped.isDone()) {
      return;
    }
    console.line("Shutting down server...");
    transport.pause();
    if (asker != null && mode != ShutdownMode.NOSAVE && supervision.isRefusing()) {
      // Whatever is backed up, the next start brings back what the journal has.
      console.line("Not shutting down: " + JOURNAL_LACKS);
      transport.resume();
      asker.complete(reply -> reply.error(NOT_SHUTTING_DOWN));
      return;
    }
    persistence.close();
    boolean wanted =
        mode == ShutdownMode.SAVE
            || (mode == ShutdownMode.DEFAULT && settings.get(Parameters.BACKUP_ON_SHUTDOWN));
    boolean saved = !wanted || takeFinalBackup();
    if (!saved && asker != null && goOn()) {
      asker.complete(reply -> reply.error(NOT_SHUTTING_DOWN));
      return;
    }
    console.line("Cleaning up resources...");
    cleanUp();
    console.line("Server shutdown complete.");
    stopped.complete(saved && (journal == null || !journal.isCutShort()) ? 0 : 1);
  }

  private boolean takeFinalBackup() {
    console.line("Performing final backup...");
    try {
      Optional<BackupRun> run = persistence.finalBackup();
      run.ifPresent(Server::logFailures);
      return run.isEmpty() || run.get().ok();
    } catch (InterruptedException e) {
      LOG.error("the final backup was interrupted", e);
    } catch (RuntimeException | Error e) {
      // The boundary of the last backup: whatever went wrong, the server still has to end or go on.
      LOG.error("the final backup failed", e);
    }
    return false;
  }

  private static void logFailures(BackupRun run) {
    for (KeyspaceBackup result : run.results()) {
      if (!result.ok()) {
        LOG.error("{} was not backed up: {}", result.name(), result.reason());
      }
    }
  }

  /** Gives up a stop whose backup failed; false where that is not possible either. */
  private boolean goOn() {
    try {
      persistence.start();
    } catch (IOException | RuntimeException e) {
      LOG.error("automatic backups cannot be taken up again", e);
      return false;
    }
    console.line("Not shutting down: the final backup failed. SHUTDOWN NOSAVE does without it.");
    transport.resume();
    return true;
  }

  private void cleanUp() {
    while (!cleanup.isEmpty()) {
      try {
        cleanup.pop().run();
      } catch (RuntimeException | Error e) {
        // What comes after it must be let go of as well, and whoever waits must hear of the end.
        LOG.error("something was not let go of cleanly", e);
      }
    }
  }
}
