package io.chartwire.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartwire.testing.Roles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of roles, on the one that is shipped, which is the public contract's. */
class AudiencesTest {
    private static final Audiences SHIPPED = read(Path.of("routes/audiences.yaml"));

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "biopsies,      provider nurse ma manager admin compliance_officer",
        "encounters,    provider nurse ma manager admin compliance_officer",
        "prescriptions, provider nurse ma manager admin compliance_officer",
        "prior-auths,   provider nurse ma manager admin compliance_officer",
        "appointments,  front_desk scheduler provider nurse ma billing manager admin compliance_officer",
        "patients,      front_desk scheduler provider nurse ma billing manager admin compliance_officer",
        "claims,        billing front_desk manager admin compliance_officer",
        "payments,      billing front_desk manager admin compliance_officer",
        "hl7,           lab_interface integration admin",
        "dead-letters,  integration admin"
    })
    void a_resource_is_seen_and_heard_by_its_roles_and_no_others(String resource, String roles) {
        Set<String> expected = new TreeSet<>(Arrays.asList(roles.split(" ")));

        assertThat(allowed(role -> SHIPPED.maySee(with(role), resource))).isEqualTo(expected);
        assertThat(allowed(role -> SHIPPED.mayHear(with(role), resource + ":any", resource)))
                .isEqualTo(expected);
    }

    @Test
    void an_event_that_the_table_excepts_is_heard_by_its_own_roles() {
        assertThat(allowed(role -> SHIPPED.mayHear(with(role), "patient:balance_changed", "patients")))
                .isEqualTo(Set.of("billing", "front_desk", "manager", "admin", "compliance_officer"));
    }

    @Test
    void a_compliance_officer_reads_and_never_writes() {
        for (String resource : Set.of("claims", "patients", "biopsies", "appointments", "payments")) {
            assertThat(SHIPPED.mayCall(with("compliance_officer"), "any", resource, false))
                    .isTrue();
            assertThat(SHIPPED.mayCall(with("compliance_officer"), "any", resource, true))
                    .isFalse();
        }
    }

    @Test
    void reference_data_is_seen_by_every_role_and_written_by_none() {
        for (String resource : Set.of("providers", "locations", "appointment-types")) {
            assertThat(allowed(role -> SHIPPED.maySee(with(role), resource))).isEqualTo(Roles.ALL);
            assertThat(allowed(role -> SHIPPED.mayCall(with(role), "any", resource, true)))
                    .isEmpty();
        }
    }

    @Test
    void an_operation_that_the_table_excepts_follows_its_own_roles() {
        assertThat(allowed(role -> SHIPPED.mayCall(with(role), "hl7-match-message", "hl7", true)))
                .isEqualTo(Set.of("integration", "admin"));
        assertThat(allowed(role -> SHIPPED.mayCall(with(role), "hl7-receive-message", "hl7", true)))
                .isEqualTo(Set.of("integration", "admin", "lab_interface"));
    }

    @Test
    void what_the_table_does_not_name_is_nobodys() {
        assertThat(allowed(role -> SHIPPED.maySee(with(role), "salaries"))).isEmpty();
        assertThat(allowed(role -> SHIPPED.mayCall(with(role), "salaries-list", "salaries", false)))
                .isEmpty();
        assertThat(allowed(role -> SHIPPED.mayHear(with(role), "salary:raised", "salaries")))
                .isEmpty();
    }

    @Test
    void who_has_no_role_or_an_unknown_one_may_nothing() {
        assertThat(SHIPPED.maySee(with(), "providers")).isFalse();
        assertThat(SHIPPED.maySee(with("clinical"), "biopsies")).isFalse();
        assertThat(SHIPPED.maySee(with("ADMIN"), "biopsies")).isFalse();
    }

    @Test
    void one_of_several_roles_is_enough() {
        assertThat(SHIPPED.maySee(with("lab_interface", "billing"), "claims")).isTrue();
    }

    @Test
    void without_phi_nobody_sees_patients_data(@TempDir Path folder) throws IOException {
        Audiences table = read(
                Files.writeString(folder.resolve("audiences.yaml"), "resources: {claims: {see: [nurse], write: []}}"));

        assertThat(allowed(role -> SHIPPED.seesPhi(with(role)))).isEqualTo(Roles.ALL);
        assertThat(allowed(role -> table.seesPhi(with(role)))).isEmpty();
    }

    @Test
    void a_group_may_stand_in_a_group(@TempDir Path folder) throws IOException {
        Audiences table = read(
                Files.writeString(
                        folder.resolve("audiences.yaml"),
                        """
                groups:
                  inner: [nurse]
                  outer: [inner, ma]
                resources:
                  claims: {see: [outer], write: [inner]}
                """));

        assertThat(allowed(role -> table.maySee(with(role), "claims"))).isEqualTo(Set.of("nurse", "ma"));
        assertThat(allowed(role -> table.mayCall(with(role), "any", "claims", true)))
                .isEqualTo(Set.of("nurse"));
    }

    @Test
    void a_role_that_is_mapped_counts_as_what_it_is_mapped_to_and_as_nothing_else(@TempDir Path folder)
            throws IOException {
        Audiences table = read(
                Files.writeString(
                        folder.resolve("audiences.yaml"),
                        """
                groups:
                  clinicians: [provider, nurse]
                mapping:
                  Derm-Physicians: [provider, billing]
                  Staff: [clinicians]
                  admin: []
                  nurse: [billing]
                resources:
                  biopsies: {see: [clinicians, admin], write: [provider]}
                  claims: {see: [billing], write: []}
                events:
                  biopsy:closed: [nurse]
                """));

        assertThat(table.maySee(with("Derm-Physicians"), "biopsies")).isTrue();
        assertThat(table.maySee(with("Derm-Physicians"), "claims")).isTrue();
        assertThat(table.mayCall(with("Derm-Physicians"), "any", "biopsies", true))
                .isTrue();
        assertThat(table.mayHear(with("Derm-Physicians"), "biopsy:closed", "biopsies"))
                .isFalse();
        assertThat(table.mayHear(with("Staff"), "biopsy:closed", "biopsies")).isTrue();
        assertThat(table.maySee(with("provider"), "biopsies")).isTrue();
        assertThat(table.maySee(with("admin"), "biopsies")).isFalse();
        assertThat(table.maySee(with("nurse"), "biopsies")).isFalse();
        assertThat(table.maySee(with("nurse"), "claims")).isTrue();
    }

    @Test
    void groups_that_name_each_other_hold_all_their_roles() throws IOException {
        Audiences table = Audiences.parse(
                """
                groups: {desk: [front_desk, desk, office], office: [scheduler, desk]}
                resources: {appointments: {see: [office], write: []}}
                """);

        assertThat(allowed(role -> table.maySee(with(role), "appointments")))
                .containsExactlyInAnyOrder("front_desk", "scheduler");
    }

    private interface Question {
        boolean allows(String role);
    }

    private static Set<String> allowed(Question question) {
        return Roles.ALL.stream().filter(question::allows).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Identity with(String... roles) {
        return new Identity("u1", "", new TenantId("demo"), Set.of(roles), Instant.MAX);
    }

    private static Audiences read(Path file) {
        try {
            return Audiences.parse(Files.readString(file));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
