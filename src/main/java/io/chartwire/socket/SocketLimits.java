package io.chartwire.socket;

import io.chartwire.Settings;
import java.time.Duration;

/**
 * What the hub bears of its clients.
 *
 * @param heartbeat how long a socket may be idle before it gets a heartbeat
 * @param ping how long a client may say nothing before it is asked for a pong
 * @param silence how long it may say nothing at all, not even a pong, before it is taken for dead
 * @param stuck how long it may take nothing of what waits for it
 * @param framesPerSecond how many frames of one client are read in a second; further ones wait
 * @param perUser how many sockets one user of a tenant may have
 * @param perTenant how many sockets one tenant may have
 */
public record SocketLimits(
        Duration heartbeat,
        Duration ping,
        Duration silence,
        Duration stuck,
        int framesPerSecond,
        int perUser,
        int perTenant) {

    public static SocketLimits of(Settings settings) {
        return new SocketLimits(
                seconds(settings, "heartbeat-seconds"),
                seconds(settings, "ping-seconds"),
                seconds(settings, "silence-seconds"),
                seconds(settings, "stuck-seconds"),
                settings.number("chartwire.socket.frames-per-second"),
                settings.number("chartwire.socket.max-per-user"),
                settings.number("chartwire.socket.max-per-tenant"));
    }

    private static Duration seconds(Settings settings, String name) {
        return Duration.ofSeconds(settings.number("chartwire.socket." + name));
    }
}
