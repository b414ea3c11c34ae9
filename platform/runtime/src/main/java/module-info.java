/**
 * Clock, counters, bounded queues, fault policy and the disk port. Imports nothing of Quorate;
 * imported by every module above floor 0.
 */
open module io.quorate.runtime {
    requires static osgi.annotation;
    requires static org.jspecify;
    requires org.slf4j;

    exports io.quorate.runtime;
    exports io.quorate.runtime.disk;
}
