// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import io.radish.command.pubsub.Kind;
import io.radish.command.pubsub.Subscriber;
import io.radish.memory.ByteView;
import io.radish.resp.ReplyWriter;

/** What a call does that changes to which channels its client listens. */
public final class Listening {
  private final Call call;

  Listening(Call call) {
    this.call = call;
  }

  /** What the client listens to. */
  public Subscriber subscriber() {
    return call.session().subscriber();
  }

  /** Has the client held to what it may do now that it listens to one more. */
  public void began(Kind kind, ByteView name) {
    if (call.session().isLimited()
        && !call.session().user().allowsListening(name, kind == Kind.PATTERN)) {
      call.session().client().closeAfterReplies(); // its rights went at this very moment
    }
    if (!call.session().isSubscribed()) {
      call.session().noteSubscriptions();
      call.session().client().beginPushes();
    }
  }

  /**
   * Sends what was published before the client ceased to listen, and lets it do all again where it
   * listens to nothing more.
   */
  public void ended() {
    if (!call.session().isSubscribed()) {
      return;
    }
    call.session().noteSubscriptions();
    if (call.isInTransaction()) {
      return; // among the replies of EXEC, which sees to the pushes
    }
    call.reply().flush();
    reply().flush();
    if (call.session().isSubscribed() || call.session().isMonitoring()) {
      call.session().client().deliverPushes();
    } else {
      call.session().client().endPushes();
    }
  }

  /** Where a reply is written that the client gets even where it wants none. */
  public ReplyWriter reply() {
    if (call.session().replyMode() == Session.ReplyMode.ON
        || call.reply() == call.dispatcher().muted()) {
      return call.reply();
    }
    ReplyWriter heard = call.dispatcher().muted();
    heard.setProtocol(call.session().protocol());
    return heard;
  }
}
