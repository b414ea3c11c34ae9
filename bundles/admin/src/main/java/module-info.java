/** Four-letter commands and everything else that reports on the replica. */
open module io.quorate.admin {
    requires static osgi.annotation;
    requires static org.jspecify;
    requires static org.osgi.service.component.annotations;
    requires io.quorate.model;
    requires io.quorate.runtime;
    requires io.quorate.service;
    requires org.slf4j;
}
