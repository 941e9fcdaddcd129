// SPDX-License-Identifier: Apache-2.0
package io.radish.effect;

import io.radish.memory.ByteView;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A log that keeps its units in memory and can have them made again. */
public final class RecordedEffects implements EffectLog {
  /** One call of an {@link Effects} method, its views copied. */
  private static final class Effect {
    private final Method method;
    private final @Nullable Object[] arguments;

    Effect(Method method, @Nullable Object[] arguments) {
      this.method = method;
      this.arguments = arguments;
    }

    void applyTo(Effects effects) {
      try {
        method.invoke(effects, arguments);
      } catch (InvocationTargetException e) {
        throw new IllegalStateException(method.getName() + " cannot be made again", e.getCause());
      } catch (IllegalAccessException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Guarded by itself. */
  private final List<List<Effect>> units = new ArrayList<>();

  @Override
  public EffectUnit newUnit() {
    List<Effect> unit = new ArrayList<>();
    return (EffectUnit)
        Proxy.newProxyInstance(
            EffectUnit.class.getClassLoader(),
            new Class<?>[] {EffectUnit.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("commit")) {
                commit(unit);
              } else {
                unit.add(new Effect(method, copy(arguments)));
              }
              return null;
            });
  }

  private static @Nullable Object[] copy(@Nullable Object[] arguments) {
    @Nullable Object[] copy = Objects.requireNonNull(arguments).clone();
    for (int i = 0; i < copy.length; i++) {
      if (copy[i] instanceof ByteView view) {
        copy[i] = ByteView.of(view.toBytes());
      } else if (copy[i] instanceof StreamEffect effect) {
        copy[i] = copy(effect);
      }
    }
    return copy;
  }

  private static StreamEffect copy(StreamEffect effect) {
    return switch (effect) {
      case StreamEffect.Add add -> new StreamEffect.Add(add.id(), copy(add.fields()));
      case StreamEffect.CreateGroup create ->
          new StreamEffect.CreateGroup(copy(create.group()), create.last(), create.read());
      case StreamEffect.SetGroup set ->
          new StreamEffect.SetGroup(copy(set.group()), set.last(), set.read());
      case StreamEffect.DestroyGroup destroy ->
          new StreamEffect.DestroyGroup(copy(destroy.group()));
      case StreamEffect.CreateConsumer create ->
          new StreamEffect.CreateConsumer(copy(create.group()), copy(create.consumer()));
      case StreamEffect.DeleteConsumer delete ->
          new StreamEffect.DeleteConsumer(copy(delete.group()), copy(delete.consumer()));
      case StreamEffect.Claim claim ->
          new StreamEffect.Claim(
              copy(claim.group()),
              copy(claim.consumer()),
              claim.ids(),
              claim.deliveredMillis(),
              claim.deliveries());
      case StreamEffect.Acknowledge acknowledge ->
          new StreamEffect.Acknowledge(copy(acknowledge.group()), acknowledge.ids());
      case StreamEffect.Delete _, StreamEffect.Trim _, StreamEffect.SetIds _ -> effect;
    };
  }

  private static ByteView copy(ByteView view) {
    return ByteView.of(view.toBytes());
  }

  private void commit(List<Effect> unit) {
    synchronized (units) {
      if (!unit.isEmpty()) {
        units.add(List.copyOf(unit));
        unit.clear();
      }
    }
  }

  @Override
  public long position() {
    synchronized (units) {
      return units.size();
    }
  }

  @Override
  public long seal() {
    return position();
  }

  /** Has the effects of all units behind the first {@code from} made again. */
  public void replay(long from, Effects effects) {
    List<List<Effect>> behind;
    synchronized (units) {
      behind = List.copyOf(units.subList((int) from, units.size()));
    }
    behind.forEach(unit -> unit.forEach(effect -> effect.applyTo(effects)));
  }
}
