/**
 * A process pool for the JVM. Applications see {@link dev.carom} and {@link dev.carom.error}; what runs inside a worker may
 * also call {@link dev.carom.worker}.
 */
module dev.carom {
    requires com.sun.jna;
    requires java.management;
    requires jdk.management;
    requires jdk.net;
    requires jdk.unsupported;
    requires static jdk.jfr;
    requires static transitive org.jspecify;

    exports dev.carom;
    exports dev.carom.codec;
    exports dev.carom.context;
    exports dev.carom.error;
    exports dev.carom.launch;
    exports dev.carom.management;
    exports dev.carom.worker;

    uses dev.carom.context.ContextCarrier;
}
