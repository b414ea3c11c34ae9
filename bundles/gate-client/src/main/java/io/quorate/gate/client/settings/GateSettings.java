package io.quorate.gate.client.settings;

/**
 * Settings of the client gate. Source: spec semantics section 18, client-protocol sections 1.1 and
 * 13.
 *
 * @param listen where clients come in
 * @param secure where they come in with TLS
 * @param connections how many there may be
 * @param packets how large, and how many may wait
 * @param requests what a server does that has too many
 * @param connects what it does when very many clients come at once
 */
public record GateSettings(
        ListenSettings listen,
        SecureListenSettings secure,
        ConnectionLimits connections,
        PacketLimits packets,
        RequestThrottleSettings requests,
        ConnectThrottleSettings connects) {

    /** Without any key of its own, at this address; port 0: any free one. */
    public static GateSettings at(String address, int port) {
        return new GateSettings(
                new ListenSettings(address, port, -1, false),
                SecureListenSettings.NONE,
                new ConnectionLimits(60, 0, 10_000),
                PacketLimits.DEFAULT,
                RequestThrottleSettings.OFF,
                ConnectThrottleSettings.OFF);
    }
}
