// SPDX-License-Identifier: Apache-2.0
package io.radish.server;

import io.radish.command.Accounts;
import io.radish.command.access.ByteText;
import io.radish.command.access.RuleException;
import io.radish.command.access.User;
import io.radish.command.access.Users;
import io.radish.command.access.Users.BadLinesException;
import io.radish.server.config.AccessParameters;
import io.radish.server.config.Parameters;
import io.radish.server.config.Settings;
import io.radish.server.config.UserLine;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Has the users follow the settings: password, lines of users, file of users, limits. */
final class UserSettings {
  /** Redis' words. */
  private static final String BOTH =
      "Configuring Radish with users defined in the configuration file and at the same setting an"
          + " ACL file path is invalid. This setup is very likely to lead to configuration errors"
          + " and security holes, please define either an ACL file or declare users directly in"
          + " your configuration file, but not both.";

  private final Settings settings;
  private final Users users;

  private UserSettings(Settings settings, Users users) {
    this.settings = settings;
    this.users = users;
  }

  /**
   * Makes the users that the settings say, and has them follow what changes.
   *
   * @throws StartException with what is wrong with them
   */
  static void follow(Settings settings, Accounts accounts) throws StartException {
    UserSettings followed = new UserSettings(settings, accounts.users());
    accounts.log().setMost(settings.getInt(AccessParameters.ACLLOG_MAX_LEN));
    settings.onChange(
        AccessParameters.ACLLOG_MAX_LEN, most -> accounts.log().setMost(most.intValue()));
    followed.setChannels(settings.get(AccessParameters.ACL_PUBSUB_DEFAULT));
    settings.onChange(AccessParameters.ACL_PUBSUB_DEFAULT, followed::setChannels);
    followed.begin();
    settings.onChange(Parameters.REQUIREPASS, accounts.users()::setDefaultPassword);
    settings.setUserLines(followed::lines);
  }

  private void setChannels(String word) {
    users.setAllChannels(word.equals("allchannels"));
  }

  private void begin() throws StartException {
    String password = settings.get(Parameters.REQUIREPASS);
    if (!password.isEmpty()) {
      users.setDefaultPassword(password);
    }
    boolean hasFile = !settings.get(AccessParameters.ACLFILE).isEmpty();
    if (hasFile && !settings.userLines().isEmpty()) {
      throw new StartException(BOTH);
    }
    defineAll();
    if (hasFile) {
      load();
    }
  }

  private void defineAll() throws StartException {
    Set<String> names = new HashSet<>();
    for (UserLine line : settings.userLines()) {
      try {
        if (!names.add(line.name())) {
          throw new StartException(
              line.place()
                  + ": Duplicate user found. A user can only be defined once in config files");
        }
        users.define(
            ByteText.ofString(line.name()), line.rules().stream().map(ByteText::ofString).toList());
      } catch (RuleException e) {
        throw new StartException(line.place() + ": " + ByteText.string(e.text()), e);
      }
    }
  }

  private void load() throws StartException {
    try {
      String place = settings.get(AccessParameters.ACLFILE);
      users.load(place, new UsersFile(settings.path(AccessParameters.ACLFILE)).read());
    } catch (IOException e) {
      throw new StartException(StartException.reason(e), e);
    } catch (BadLinesException e) {
      throw new StartException(ByteText.string(e.text()), e);
    }
  }

  /**
   * The users as lines of the configuration file: none where they have a file of their own, and not
   * the default user where it is as {@code requirepass} alone makes it.
   */
  private List<String> lines() {
    if (!settings.get(AccessParameters.ACLFILE).isEmpty()) {
      return List.of();
    }
    String usual = users.usualDefault(settings.get(Parameters.REQUIREPASS)).line();
    return users.all().stream().map(User::line).filter(line -> !line.equals(usual)).toList();
  }
}
