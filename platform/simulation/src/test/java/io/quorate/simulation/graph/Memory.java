package io.quorate.simulation.graph;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Field;
import java.lang.reflect.Method;

/**
 * The fields of any object, final ones and those of records and lambdas too. Reflection refuses to
 * write these, so the JDK's own access to memory is used; the tests that need it run with {@code
 * --add-opens java.base/jdk.internal.misc=ALL-UNNAMED}.
 */
final class Memory {

    private static final Object UNSAFE;
    private static final MethodHandle GET_REFERENCE;
    private static final MethodHandle PUT_REFERENCE;
    private static final MethodHandle GET_LONG;
    private static final MethodHandle PUT_LONG;
    private static final MethodHandle GET_INT;
    private static final MethodHandle PUT_INT;
    private static final MethodHandle GET_SHORT;
    private static final MethodHandle PUT_SHORT;
    private static final MethodHandle GET_BYTE;
    private static final MethodHandle PUT_BYTE;
    private static final MethodHandle ALLOCATE;
    private static final MethodHandle OFFSET;

    static {
        try {
            Class<?> type = Class.forName("jdk.internal.misc.Unsafe");
            Method instance = type.getDeclaredMethod("getUnsafe");
            instance.setAccessible(true);
            UNSAFE = instance.invoke(null);
            GET_REFERENCE = handle("getReference", Object.class, long.class);
            PUT_REFERENCE = handle("putReference", Object.class, long.class, Object.class);
            GET_LONG = handle("getLong", Object.class, long.class);
            PUT_LONG = handle("putLong", Object.class, long.class, long.class);
            GET_INT = handle("getInt", Object.class, long.class);
            PUT_INT = handle("putInt", Object.class, long.class, int.class);
            GET_SHORT = handle("getShort", Object.class, long.class);
            PUT_SHORT = handle("putShort", Object.class, long.class, short.class);
            GET_BYTE = handle("getByte", Object.class, long.class);
            PUT_BYTE = handle("putByte", Object.class, long.class, byte.class);
            ALLOCATE = handle("allocateInstance", Class.class);
            OFFSET = handle("objectFieldOffset", Field.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private Memory() {}

    private static MethodHandle handle(String name, Class<?>... parameters)
            throws ReflectiveOperationException {
        Method method = UNSAFE.getClass().getDeclaredMethod(name, parameters);
        method.setAccessible(true);
        return MethodHandles.lookup().unreflect(method).bindTo(UNSAFE);
    }

    /** Where a field is in each object of its class. */
    static long offset(Field field) {
        try {
            return (long) OFFSET.invokeExact(field);
        } catch (Throwable e) {
            throw new IllegalStateException(field.toString(), e);
        }
    }

    /** An object without any call of a constructor. */
    static Object allocate(Class<?> type) {
        try {
            return (Object) ALLOCATE.invokeExact(type);
        } catch (Throwable e) {
            throw new IllegalStateException(type.getName(), e);
        }
    }

    static Object reference(Object from, long offset) {
        try {
            return (Object) GET_REFERENCE.invokeExact(from, offset);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    static void putReference(Object to, long offset, Object value) {
        try {
            PUT_REFERENCE.invokeExact(to, offset, value);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** The bits of a primitive field of 1, 2, 4 or 8 bytes. */
    static long bits(Object from, long offset, int bytes) {
        try {
            return switch (bytes) {
                case 8 -> (long) GET_LONG.invokeExact(from, offset);
                case 4 -> (int) GET_INT.invokeExact(from, offset);
                case 2 -> (short) GET_SHORT.invokeExact(from, offset);
                default -> (byte) GET_BYTE.invokeExact(from, offset);
            };
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    static void putBits(Object to, long offset, int bytes, long value) {
        try {
            switch (bytes) {
                case 8 -> PUT_LONG.invokeExact(to, offset, value);
                case 4 -> PUT_INT.invokeExact(to, offset, (int) value);
                case 2 -> PUT_SHORT.invokeExact(to, offset, (short) value);
                default -> PUT_BYTE.invokeExact(to, offset, (byte) value);
            }
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
