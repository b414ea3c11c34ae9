package io.quorate.replica;

import io.quorate.storage.Journal;
import io.quorate.storage.StorageEngine;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/** A storage engine as it is, but for a count of the readers that its journal gave out. */
final class CountedReads {

    final StorageEngine engine;
    private int count;

    CountedReads(StorageEngine real) {
        Journal journal =
                (Journal)
                        proxy(
                                Journal.class,
                                (self, method, arguments) -> {
                                    if (method.getName().equals("read")) {
                                        count++;
                                    }
                                    return call(method, real.journal(), arguments);
                                });
        engine =
                (StorageEngine)
                        proxy(
                                StorageEngine.class,
                                (self, method, arguments) ->
                                        method.getName().equals("journal")
                                                ? journal
                                                : call(method, real, arguments));
    }

    int count() {
        return count;
    }

    private static Object proxy(Class<?> type, InvocationHandler handler) {
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
    }

    private static Object call(Method method, Object target, Object... arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException failure) {
            throw failure.getCause();
        }
    }
}
