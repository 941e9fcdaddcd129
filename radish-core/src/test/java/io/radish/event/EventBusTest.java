// SPDX-License-Identifier: Apache-2.0
package io.radish.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventBusTest {
  private final List<String> failures = new ArrayList<>();
  private final EventBus bus = new EventBus((event, failure) -> failures.add(failure.toString()));

  private static StoreEvent event(String keyspace) {
    return new StoreEvent(StoreEvent.Type.SET, keyspace, null, null, null, Instant.EPOCH);
  }

  @Test
  void bus_withoutListeners_isInactive() throws Exception {
    assertThat(bus.isActive()).isFalse();
    AutoCloseable subscription = bus.subscribe(keyspace -> true, event -> {});
    assertThat(bus.isActive()).isTrue();
    subscription.close();
    assertThat(bus.isActive()).isFalse();
  }

  @Test
  void listener_forOneCache_hearsOfThatCacheOnly() {
    List<String> heard = new ArrayList<>();
    bus.subscribe("users"::equals, event -> heard.add(event.keyspace()));
    bus.publish(event("users"));
    bus.publish(event("products"));
    bus.deliver();
    assertThat(heard).containsExactly("users");
  }

  @Test
  void listener_thatThrows_harmsNobodyAndIsReported() {
    List<String> heard = new ArrayList<>();
    bus.subscribe(
        keyspace -> true,
        event -> {
          throw new IllegalStateException("broken listener");
        });
    bus.subscribe(keyspace -> true, event -> heard.add(event.keyspace()));
    bus.publish(event("users"));
    bus.deliver();
    assertThat(heard).containsExactly("users");
    assertThat(failures).containsExactly("java.lang.IllegalStateException: broken listener");
  }

  @Test
  void event_publishedByAListener_comesAfterThePresentOne() {
    List<String> heard = new ArrayList<>();
    bus.subscribe(
        "first"::equals,
        event -> {
          bus.publish(event("second"));
          bus.deliver();
          heard.add("first done");
        });
    bus.subscribe("second"::equals, event -> heard.add("second"));
    bus.publish(event("first"));
    bus.deliver();
    assertThat(heard).containsExactly("first done", "second");
  }

  @Test
  void bus_afterAnErrorInAListener_deliversTheRest() {
    List<String> heard = new ArrayList<>();
    bus.subscribe(
        "broken"::equals,
        event -> {
          throw new AssertionError("a bug");
        });
    bus.subscribe("users"::equals, event -> heard.add(event.keyspace()));
    bus.publish(event("broken"));
    bus.publish(event("users"));
    assertThatThrownBy(bus::deliver).isInstanceOf(AssertionError.class);
    bus.deliver();
    assertThat(heard).containsExactly("users");
  }
}
