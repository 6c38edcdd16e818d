package io.chartwire.testing;

import io.chartwire.identity.TenantId;
import java.util.UUID;

/** One tenant of a test. */
public final class Clinic {
    private final RunningHub hub;
    private final TenantId tenant;
    private final UUID patient;
    private final UUID provider;

    private Clinic(RunningHub hub, TenantId tenant, UUID patient, UUID provider) {
        this.hub = hub;
        this.tenant = tenant;
        this.patient = patient;
        this.provider = provider;
    }

    static Clinic open(RunningHub hub, TenantId tenant) {
        Clinic clinic = new Clinic(hub, tenant, UUID.randomUUID(), UUID.randomUUID());
        hub.sql("INSERT INTO tenants (id, name) VALUES (?, ?)", tenant.value(), "Clinic " + tenant);
        hub.sql(
                "INSERT INTO patients (tenant_id, id, mrn, first_name, last_name) VALUES (?, ?, 'MRN1', 'Ann', 'Lee')",
                tenant.value(),
                clinic.patient);
        hub.sql(
                "INSERT INTO providers (tenant_id, id, name) VALUES (?, ?, 'Dr. Ada Reyes')",
                tenant.value(),
                clinic.provider);
        return clinic;
    }

    static Clinic existing(RunningHub hub, TenantId tenant) {
        return new Clinic(hub, tenant, UUID.randomUUID(), UUID.randomUUID());
    }

    /** The same clinic at another node. */
    public Clinic at(RunningHub other) {
        return new Clinic(other, tenant, patient, provider);
    }

    public TenantId tenant() {
        return tenant;
    }

    /** The id of the patient Ann Lee, MRN1. */
    public String patient() {
        return patient.toString();
    }

    /** The id of Dr. Ada Reyes. */
    public String provider() {
        return provider.toString();
    }

    public Client as(String... roles) {
        return new Client(hub.http(), hub.token(tenant, "user-" + roles[0], roles));
    }

    /** Opens a socket and waits for its {@code ready}. */
    public SocketClient socket(String path, String... roles) {
        SocketClient socket = rawSocket(path, roles);
        socket.expect("ready");
        return socket;
    }

    public SocketClient rawSocket(String path, String... roles) {
        return SocketClient.open(hub.http().replace("http", "ws") + path, hub.token(tenant, "screen", roles));
    }
}
