package io.quorate.kernel.switches;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Replaces the call sites of pattern switches by methods of the class itself. The compiler leaves
 * such a switch to {@link java.lang.runtime.SwitchBootstraps}, which spins a class when the switch
 * runs for the first time: a millisecond and more each, and a new leader meets ten of them before
 * its first write. An archive of classes cannot hold what is spun.
 *
 * <p>Only switches whose labels are all types are linked; others stay as they are. The method does
 * what the bootstrap promises: -1 for null, else the first label from {@code restart} on that the
 * value is an instance of, else the number of labels. Linking a class again changes nothing.
 *
 * <p>Source: docs/adr/0124. Any thread.
 */
public final class SwitchLinker {
    private static final String BOOTSTRAPS = "java.lang.runtime";
    private static final String PREFIX = "typeSwitch$";
    private static final int PRIVATE_STATIC =
            ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC;

    private final ClassFile classFile;

    /**
     * A linker for classes that use others.
     *
     * @param others finds every class that a linked one names
     */
    public SwitchLinker(ClassLoader others) {
        ClassHierarchyResolver resolver =
                ClassHierarchyResolver.ofResourceParsing(others)
                        .orElse(ClassHierarchyResolver.defaultResolver())
                        .cached();
        classFile = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(resolver));
    }

    /** The class with its pattern switches linked; the same array if it has none. */
    public byte[] link(byte[] bytes) {
        ClassModel model = classFile.parse(bytes);
        if (model.methods().stream().noneMatch(SwitchLinker::hasSwitch)) {
            return bytes;
        }
        List<TypeSwitch> switches = new ArrayList<>();
        boolean inInterface = model.flags().has(AccessFlag.INTERFACE);
        CodeTransform calls =
                (code, element) -> {
                    Optional<TypeSwitch> found = typeSwitch(element, switches.size());
                    if (found.isEmpty()) {
                        code.with(element);
                        return;
                    }
                    TypeSwitch one = found.get();
                    switches.add(one);
                    code.invokestatic(
                            model.thisClass().asSymbol(), one.name(), one.type(), inInterface);
                };
        return classFile.transformClass(
                model,
                ClassTransform.transformingMethodBodies(SwitchLinker::hasSwitch, calls)
                        .andThen(ClassTransform.endHandler(builder -> add(switches, builder))));
    }

    private static boolean hasSwitch(MethodModel method) {
        return method.code().stream()
                .flatMap(code -> code.elementStream())
                .anyMatch(element -> typeSwitch(element, 0).isPresent());
    }

    private static Optional<TypeSwitch> typeSwitch(CodeElement element, int number) {
        if (!(element instanceof InvokeDynamicInstruction call)) {
            return Optional.empty();
        }
        DirectMethodHandleDesc bootstrap = call.bootstrapMethod();
        if (!bootstrap.owner().packageName().equals(BOOTSTRAPS)
                || !bootstrap.methodName().equals("typeSwitch")) {
            return Optional.empty();
        }
        List<ClassDesc> labels = new ArrayList<>();
        for (Object label : call.bootstrapArgs()) {
            if (!(label instanceof ClassDesc type) || type.isPrimitive()) {
                return Optional.empty();
            }
            labels.add(type);
        }
        return Optional.of(new TypeSwitch(PREFIX + number, call.typeSymbol(), labels));
    }

    private static void add(List<TypeSwitch> switches, ClassBuilder builder) {
        for (TypeSwitch one : switches) {
            builder.withMethodBody(one.name(), one.type(), PRIVATE_STATIC, one::body);
        }
    }

    /**
     * A call site.
     *
     * @param name of the method that takes its place
     * @param type value and first label to look at, to the number of a label
     * @param labels in the order of the switch
     */
    private record TypeSwitch(String name, MethodTypeDesc type, List<ClassDesc> labels) {
        void body(CodeBuilder code) {
            int value = code.parameterSlot(0);
            int restart = code.parameterSlot(1);
            code.aload(value).ifThen(Opcode.IFNULL, b -> b.iconst_m1().ireturn());
            for (int at = 0; at < labels.size(); at++) {
                Label next = code.newLabel();
                code.loadConstant(at).iload(restart).if_icmplt(next);
                code.aload(value).instanceOf(labels.get(at)).ifeq(next);
                code.loadConstant(at).ireturn().labelBinding(next);
            }
            code.loadConstant(labels.size()).ireturn();
        }
    }
}
