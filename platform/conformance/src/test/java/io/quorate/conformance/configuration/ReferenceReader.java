package io.quorate.conformance.configuration;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Lets ZooKeeper 3.9.5 read a configuration, in a class loader of its own: much of what it reads it
 * keeps in statics. What it does with system properties ends with the call.
 */
final class ReferenceReader {

    private static final String SERVER = "org.apache.zookeeper.server.";

    private final URL[] classPath;

    ReferenceReader() {
        classPath =
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .filter(entry -> entry.endsWith(".jar"))
                        .map(ReferenceReader::url)
                        .toArray(URL[]::new);
    }

    private static URL url(String entry) {
        try {
            return URI.create("file:" + entry).toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }

    Reading read(Path file, Map<String, String> flags) throws IOException {
        Properties before = (Properties) System.getProperties().clone();
        try (URLClassLoader own =
                new URLClassLoader(classPath, ClassLoader.getPlatformClassLoader())) {
            flags.forEach(System::setProperty);
            Object config = make(own, SERVER + "quorum.QuorumPeerConfig");
            call(config, "parse", file.toString());
            return new Reading(null, values(own, config, file));
        } catch (InvocationTargetException refused) {
            Throwable reason = refused.getCause();
            while (reason.getCause() != null) {
                reason = reason.getCause();
            }
            return Reading.refused(reason.toString());
        } catch (ReflectiveOperationException unknown) {
            throw new AssertionError("ZooKeeper looks different", unknown);
        } finally {
            System.setProperties(before);
        }
    }

    private static Map<String, String> values(ClassLoader own, Object config, Path file)
            throws ReflectiveOperationException {
        Map<String, String> values = new TreeMap<>();
        boolean ensemble = (Boolean) call(config, "isDistributed");
        values.put("ensemble", String.valueOf(ensemble));
        values.put("dataDir", path(call(config, "getDataDir")));
        values.put("dataLogDir", path(call(config, "getDataLogDir")));
        Object client = call(config, "getClientPortAddress");
        values.put("clientPort", client == null ? "none" : String.valueOf(call(client, "getPort")));
        values.put("tickTime", text(config, "getTickTime"));
        values.put("maxClientCnxns", Values.notNegative(number(config, "getMaxClientCnxns")));
        values.put("backlog", Values.positive(number(config, "getClientPortListenBacklog")));
        values.put("minSessionTimeout", text(config, "getMinSessionTimeout"));
        values.put("maxSessionTimeout", text(config, "getMaxSessionTimeout"));
        values.put("snapRetainCount", text(config, "getSnapRetainCount"));
        values.put("purgeInterval", Values.notNegative(number(config, "getPurgeInterval")));
        values.put("localSessions", text(config, "areLocalSessionsEnabled"));
        values.put("localSessionsUpgrading", text(config, "isLocalSessionsUpgradingEnabled"));
        values.put("standaloneEnabled", text(config, "isStandaloneEnabled"));
        values.put("reconfigEnabled", text(config, "isReconfigEnabled"));
        if (ensemble) {
            Object members = call(config, "getQuorumVerifier");
            values.put("members", Values.sorted((Map<?, ?>) call(members, "getAllMembers")));
            values.put("voters", Values.sorted((Map<?, ?>) call(members, "getVotingMembers")));
            values.put("self", text(config, "getServerId"));
            values.put("initLimit", text(config, "getInitLimit"));
            values.put("syncLimit", text(config, "getSyncLimit"));
            values.put("quorumListenOnAllIPs", text(config, "getQuorumListenOnAllIPs"));
            values.put("observerMasterPort", text(config, "getObserverMasterPort"));
        }
        String main = SERVER + "ZooKeeperServer";
        values.put("snapCount", of(own, main, "getSnapCount"));
        values.put("snapSizeLimit", of(own, main, "getSnapSizeInBytes"));
        values.put("skipACL", of(own, main, "skipACL"));
        values.put("enforceQuota", of(own, main, "enforceQuota"));
        values.put("eagerACLCheck", of(own, main, "enableEagerACLCheck"));
        values.put("digest", of(own, main, "isDigestEnabled"));
        values.put("closeSessionTxn", of(own, main, "isCloseSessionTxnEnabled"));
        values.put("lastZxidSection", of(own, main, "isSerializeLastProcessedZxidEnabled"));
        values.put("throttledOpWait", of(own, main, "getThrottledOpWaitTime"));
        values.put("frameBytes", of(own, "org.apache.jute.BinaryInputArchive", "maxBuffer"));
        values.put(
                "preAllocSize",
                Values.ahead(
                        Long.parseLong(
                                of(own, SERVER + "persistence.FilePadding", "preAllocSize"))));
        String log = SERVER + "persistence.FileTxnLog";
        values.put(
                "logSizeLimit", Values.positive(Long.parseLong(of(own, log, "txnLogSizeLimit"))));
        values.put("slowSync", of(own, log, "fsyncWarningThresholdMS"));
        values.put(
                "forceSync",
                String.valueOf(
                        field(make(own, log, File.class, file.getParent().toFile()), "forceSync")));
        values.put(
                "compression",
                switch (of(own, SERVER + "persistence.SnapStream", "streamMode")) {
                    case "GZIP" -> "gz";
                    case "SNAPPY" -> "snappy";
                    default -> "";
                });
        values.put(
                "extendedTypes",
                of(own, SERVER + "EphemeralType", "extendedEphemeralTypesEnabled"));
        String throttle = SERVER + "RequestThrottler";
        values.put(
                "throttleMax",
                Values.notNegative(Long.parseLong(of(own, throttle, "getMaxRequests"))));
        values.put("throttleStall", of(own, throttle, "getStallTime"));
        values.put("throttleDropStale", of(own, throttle, "getDropStaleRequests"));
        values.put("staleConnectionCheck", of(own, SERVER + "Request", "staleConnectionCheck"));
        values.put("staleLatencyCheck", of(own, SERVER + "Request", "staleLatencyCheck"));
        Object bucket = make(own, SERVER + "BlueThrottle");
        values.put("connectTokens", text(bucket, "getMaxTokens"));
        values.put("connectFillMillis", text(bucket, "getFillTime"));
        values.put("connectFillTokens", text(bucket, "getFillCount"));
        values.put("connectFreezeMillis", text(bucket, "getFreezeTime"));
        values.put("connectGlobalWeight", text(bucket, "getRequiredTokensForGlobal"));
        return values;
    }

    private static String path(Object file) {
        return ((File) file).toPath().toAbsolutePath().normalize().toString();
    }

    private static String text(Object target, String method) throws ReflectiveOperationException {
        return String.valueOf(call(target, method));
    }

    private static long number(Object target, String method) throws ReflectiveOperationException {
        return ((Number) call(target, method)).longValue();
    }

    private static Object make(ClassLoader own, String name) throws ReflectiveOperationException {
        return own.loadClass(name).getConstructor().newInstance();
    }

    private static Object make(ClassLoader own, String name, Class<?> type, Object argument)
            throws ReflectiveOperationException {
        Constructor<?> constructor = own.loadClass(name).getConstructor(type);
        return constructor.newInstance(argument);
    }

    private static Object call(Object target, String name, Object... arguments)
            throws ReflectiveOperationException {
        for (Class<?> type = target.getClass(); type != null; type = type.getSuperclass()) {
            for (Method method : type.getDeclaredMethods()) {
                if (method.getName().equals(name)
                        && method.getParameterCount() == arguments.length
                        && method.trySetAccessible()) {
                    return method.invoke(target, arguments);
                }
            }
        }
        throw new NoSuchMethodException(target.getClass() + "." + name);
    }

    /** A static field or method without arguments. */
    private static String of(ClassLoader own, String type, String name)
            throws ReflectiveOperationException {
        Class<?> loaded = Class.forName(type, true, own);
        for (Field field : loaded.getDeclaredFields()) {
            if (field.getName().equals(name)) {
                field.setAccessible(true);
                return String.valueOf(field.get(null));
            }
        }
        Method method = loaded.getDeclaredMethod(name);
        method.setAccessible(true);
        return String.valueOf(method.invoke(null));
    }

    private static Object field(Object target, String name) throws ReflectiveOperationException {
        Field field = target.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(target);
    }
}
