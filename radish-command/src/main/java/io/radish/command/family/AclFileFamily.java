// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import io.radish.command.Call;
import io.radish.command.Command;
import io.radish.command.access.Users.BadLinesException;
import java.io.IOException;
import java.util.List;

/** The subcommands of {@code ACL} that read and write the file of users. */
final class AclFileFamily {
  /** Redis' words, which tools look for. */
  private static final String NO_FILE =
      "This Redis instance is not configured to use an ACL file. You may want to specify users via"
          + " the ACL SETUSER command and then issue a CONFIG REWRITE (assuming you have a Redis"
          + " configuration file set) in order to store users in the Redis configuration.";

  private AclFileFamily() {}

  static List<Command> subcommands() {
    return List.of(
        AclFamily.admin("LOAD", 2)
            .complexity("O(N). Where N is the number of configured users.")
            .summary("Read the users from the file of users again")
            .handler(AclFileFamily::load),
        AclFamily.admin("SAVE", 2)
            .complexity("O(N). Where N is the number of configured users.")
            .summary("Write the users into the file of users")
            .handler(AclFileFamily::save));
  }

  private static boolean hasNoFile(Call call) {
    if (call.server().setting("aclfile").isEmpty()) {
      call.refuse(NO_FILE);
      return true;
    }
    return false;
  }

  private static void load(Call call) {
    if (hasNoFile(call)) {
      return;
    }
    try {
      String place = call.server().setting("aclfile");
      call.accounts().load(call.session(), place, call.server().readUsers());
      call.reply().ok();
    } catch (IOException e) {
      call.refuse(String.valueOf(e.getMessage()));
    } catch (BadLinesException e) {
      AclFamily.refuse(call, e.text());
    }
  }

  private static void save(Call call) {
    if (hasNoFile(call)) {
      return;
    }
    try {
      call.server().writeUsers(call.accounts().users().lines());
      call.reply().ok();
    } catch (IOException e) {
      call.refuse("There was an error trying to save the ACLs: " + e.getMessage());
    }
  }
}
