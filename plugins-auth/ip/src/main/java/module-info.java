/** The ip scheme. */
open module io.quorate.auth.ip {
    requires static osgi.annotation;
    requires static org.jspecify;
    requires static org.osgi.service.component.annotations;
    requires io.quorate.model;
    requires io.quorate.auth;
}
