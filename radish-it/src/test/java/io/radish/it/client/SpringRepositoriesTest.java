// SPDX-License-Identifier: Apache-2.0
package io.radish.it.client;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.data.annotation.Id;
import org.springframework.data.geo.Distance;
import org.springframework.data.geo.Metrics;
import org.springframework.data.geo.Point;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.RedisHash;
import org.springframework.data.redis.core.RedisKeyExpiredEvent;
import org.springframework.data.redis.core.RedisKeyValueAdapter.EnableKeyspaceEvents;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.TimeToLive;
import org.springframework.data.redis.core.index.GeoIndexed;
import org.springframework.data.redis.core.index.Indexed;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.data.redis.listener.PatternTopic;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;
import org.springframework.data.redis.repository.configuration.EnableRedisRepositories;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.data.repository.CrudRepository;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.MapSession;
import org.springframework.session.Session;
import org.springframework.session.data.redis.RedisIndexedSessionRepository;
import org.springframework.session.data.redis.config.ConfigureNotifyKeyspaceEventsAction;
import org.springframework.session.events.SessionCreatedEvent;
import org.springframework.session.events.SessionDeletedEvent;
import org.springframework.session.events.SessionExpiredEvent;

/**
 * What Spring builds on top: repositories with indexes, and sessions, both told when keys expire.
 */
final class SpringRepositoriesTest {
  @RegisterExtension static final SharedServer SERVER = new SharedServer();

  /** Somebody with a name, a place, and perhaps an end. */
  @RedisHash("people")
  record Person(
      @Id String id,
      @Indexed String name,
      @GeoIndexed Point home,
      List<String> tags,
      @TimeToLive @Nullable Long secondsLeft) {}

  /** Spring writes it. */
  interface People extends CrudRepository<Person, String> {
    List<Person> findByName(String name);

    List<Person> findByHomeNear(Point point, Distance distance);
  }

  /** What an application has in its configuration. */
  @Configuration(proxyBeanMethods = false)
  @EnableRedisRepositories(
      considerNestedRepositories = true,
      enableKeyspaceEvents = EnableKeyspaceEvents.ON_STARTUP)
  static class Application {
    final BlockingQueue<ApplicationEvent> events = new LinkedBlockingQueue<>();

    @Bean
    LettuceConnectionFactory connections() {
      return new LettuceConnectionFactory("127.0.0.1", SERVER.port());
    }

    @Bean
    RedisTemplate<String, String> redisTemplate(LettuceConnectionFactory connections) {
      return new StringRedisTemplate(connections);
    }

    @Bean
    RedisIndexedSessionRepository sessions(LettuceConnectionFactory connections) {
      RedisTemplate<String, Object> template = new RedisTemplate<>();
      template.setKeySerializer(RedisSerializer.string());
      template.setHashKeySerializer(RedisSerializer.string());
      template.setConnectionFactory(connections);
      template.afterPropertiesSet();
      RedisIndexedSessionRepository sessions = new RedisIndexedSessionRepository(template);
      sessions.setApplicationEventPublisher(event -> events.add((ApplicationEvent) event));
      return sessions;
    }

    @Bean
    RedisMessageListenerContainer sessionListener(
        LettuceConnectionFactory connections, RedisIndexedSessionRepository sessions) {
      try (var connection = connections.getConnection()) {
        new ConfigureNotifyKeyspaceEventsAction().configure(connection);
      }
      RedisMessageListenerContainer container = new RedisMessageListenerContainer();
      container.setConnectionFactory(connections);
      container.addMessageListener(
          sessions,
          List.of(
              new ChannelTopic(sessions.getSessionDeletedChannel()),
              new ChannelTopic(sessions.getSessionExpiredChannel())));
      container.addMessageListener(
          sessions, List.of(new PatternTopic(sessions.getSessionCreatedChannelPrefix() + "*")));
      return container;
    }

    @EventListener
    void expired(RedisKeyExpiredEvent<?> event) {
      events.add(event);
    }

    /** The next event of that kind; both hear of all keys that expire. */
    <T extends ApplicationEvent> T next(Class<T> kind) throws InterruptedException {
      ApplicationEvent event;
      do {
        event = events.poll(60, TimeUnit.SECONDS);
        assertThat(event).as("in time").isNotNull();
      } while (!kind.isInstance(event));
      return kind.cast(event);
    }
  }

  @Test
  void repositories_findByIndexAndPlace_andForgetWhatExpires() throws Exception {
    try (var context = new AnnotationConfigApplicationContext(Application.class)) {
      People people = context.getBean(People.class);
      people.save(new Person("1", "ann", new Point(13.36, 38.11), List.of("a", "b"), null));
      people.save(new Person("2", "bob", new Point(15.08, 37.50), List.of(), null));
      assertThat(people.count()).isEqualTo(2);
      assertThat(people.findById("1")).map(Person::tags).contains(List.of("a", "b"));
      assertThat(people.findByName("bob")).extracting(Person::id).containsExactly("2");
      assertThat(people.findByHomeNear(new Point(15, 37), new Distance(100, Metrics.KILOMETERS)))
          .extracting(Person::name)
          .containsExactly("bob");
      people.save(new Person("2", "rob", new Point(15.08, 37.50), List.of(), null));
      assertThat(people.findByName("bob")).isEmpty();
      people.deleteById("2");
      assertThat(people.existsById("2")).isFalse();
      people.save(new Person("3", "eve", new Point(0, 0), List.of(), 1L));
      RedisKeyExpiredEvent<?> event =
          context.getBean(Application.class).next(RedisKeyExpiredEvent.class);
      assertThat(event.getValue())
          .isInstanceOfSatisfying(Person.class, p -> assertThat(p.name()).isEqualTo("eve"));
      Waits.until(() -> people.findByName("eve").isEmpty());
      assertThat(people.findAll()).extracting(Person::id).containsExactly("1");
    }
  }

  @Test
  void sessions_areFoundByUser_andTheirEndIsTold() throws Exception {
    try (var context = new AnnotationConfigApplicationContext(Application.class)) {
      Application application = context.getBean(Application.class);
      RedisIndexedSessionRepository sessions = context.getBean(RedisIndexedSessionRepository.class);
      String id = begin(sessions, Duration.ofMinutes(30));
      assertThat(application.next(SessionCreatedEvent.class).getSessionId()).isEqualTo(id);
      assertThat(requireNonNull(sessions.findById(id)).<String>getAttribute("cart"))
          .isEqualTo("radishes");
      assertThat(
              sessions.findByIndexNameAndIndexValue(
                  FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME, "ann"))
          .containsOnlyKeys(id);
      var found = requireNonNull(sessions.findById(id));
      String next = found.changeSessionId();
      sessions.save(found);
      assertThat(sessions.findById(id)).isNull();
      sessions.deleteById(next);
      assertThat(application.next(SessionDeletedEvent.class).getSessionId()).isEqualTo(next);
      assertThat(
              sessions.findByIndexNameAndIndexValue(
                  FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME, "ann"))
          .isEmpty();
      String brief = begin(sessions, Duration.ofSeconds(1));
      assertThat(application.next(SessionCreatedEvent.class).getSessionId()).isEqualTo(brief);
      SessionExpiredEvent expired = application.next(SessionExpiredEvent.class);
      assertThat(expired.getSessionId()).isEqualTo(brief);
      assertThat(expired.<Session>getSession().<String>getAttribute("cart")).isEqualTo("radishes");
      assertThat(MapSession.DEFAULT_MAX_INACTIVE_INTERVAL_SECONDS).isEqualTo(1800);
    }
  }

  private static String begin(RedisIndexedSessionRepository sessions, Duration patience) {
    var session = sessions.createSession();
    session.setAttribute("cart", "radishes");
    session.setAttribute(FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME, "ann");
    session.setMaxInactiveInterval(patience);
    sessions.save(session);
    return session.getId();
  }
}
