package io.quorate.shell.command;

import io.quorate.model.ErrorCode;
import io.quorate.shell.client.ClientFault;
import io.quorate.shell.client.Keeper;
import io.quorate.shell.client.KeeperFault;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Walks over the nodes at and below a path. Nodes that vanish on the way are passed over. */
final class Subtree {

    /** What is done at each node. */
    interface Visitor {
        void visit(String path) throws ClientFault, InterruptedException;
    }

    private Subtree() {}

    /**
     * Visits the root, then for each node its children in order of their names before the
     * children's children.
     */
    static void visit(Keeper keeper, String root, Visitor visitor)
            throws ClientFault, InterruptedException {
        keeper.get(root, false);
        visitor.visit(root);
        // A stack rather than recursion: a path may have as many levels as a frame has room for.
        List<String> stack = new ArrayList<>(List.of(root));
        while (!stack.isEmpty()) {
            String parent = stack.removeLast();
            List<String> children = childPaths(keeper, parent, parent.equals(root));
            Collections.sort(children);
            for (String child : children) {
                visitor.visit(child);
            }
            stack.addAll(children.reversed());
        }
    }

    /** All paths at and below {@code root}, each before its descendants, level by level. */
    static List<String> levels(Keeper keeper, String root)
            throws ClientFault, InterruptedException {
        List<String> paths = new ArrayList<>(List.of(root));
        for (int at = 0; at < paths.size(); at++) {
            paths.addAll(childPaths(keeper, paths.get(at), at == 0));
        }
        return paths;
    }

    static String child(String parent, String name) {
        return parent.equals("/") ? "/" + name : parent + "/" + name;
    }

    private static List<String> childPaths(Keeper keeper, String parent, boolean mustExist)
            throws ClientFault, InterruptedException {
        List<String> paths = new ArrayList<>();
        try {
            for (String name : keeper.children(parent, false).names()) {
                paths.add(child(parent, name));
            }
        } catch (KeeperFault e) {
            if (mustExist || e.code() != ErrorCode.NO_NODE) {
                throw e;
            }
        }
        return paths;
    }
}
