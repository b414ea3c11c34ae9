package io.quorate.shell.command;

import io.quorate.model.Identity;
import io.quorate.shell.client.ClientFault;
import io.quorate.shell.option.Arguments;
import java.util.List;

/** Shows the identities that the server gives this session. */
final class WhoAmI implements Command {

    @Override
    public String name() {
        return "whoami";
    }

    @Override
    public String usage() {
        return "";
    }

    @Override
    public void run(Context context, Arguments arguments) throws ClientFault, InterruptedException {
        List<Identity> identities = context.keeper().whoAmI();
        context.out().println("Auth scheme: User");
        for (Identity identity : identities) {
            context.out().println(identity.scheme() + ": " + identity.id());
        }
    }
}
