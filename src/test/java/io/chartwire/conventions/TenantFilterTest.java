package io.chartwire.conventions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TenantFilterTest {
    private static final Set<String> TABLES = Set.of("claims", "patients");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM claims WHERE tenant_id = :tenant",
                "SELECT * FROM claims AS claim WHERE :tenant = claim.tenant_id",
                "SELECT 1 FROM claim JOIN patients patient ON patient.tenant_id = claim.tenant_id",
                "UPDATE claims AS stored SET status = 'x' WHERE stored.tenant_id = :tenant",
                "INSERT INTO claims (tenant_id, id) SELECT :tenant, 1",
                "INSERT INTO claims (tenant_id, id) VALUES (:tenant, 1)",
                "INSERT INTO claims (tenant_id, id) SELECT claim.tenant_id, 1 FROM claim",
                "SELECT NULL::claims",
                "SELECT 1 FROM claim JOIN patients USING (tenant_id, patient_id)"
            })
    void lets_a_statement_pass_that_says_whose_rows(String statement) {
        assertThat(TenantFilter.unfiltered(statement, TABLES)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM claims WHERE id = :id",
                "SELECT * FROM claims -- WHERE tenant_id = :tenant",
                "SELECT * FROM claims WHERE note = 'tenant_id = :tenant'",
                "SELECT * FROM claims WHERE tenant_id = tenant_id",
                "SELECT * FROM claims AS claim WHERE tenant_id = :tenant",
                "SELECT (SELECT max(id) FROM claims) FROM invoices WHERE tenant_id = :tenant",
                "SELECT 1 FROM other, claims AS claim WHERE other.tenant_id = :tenant",
                "UPDATE claims SET status = 'x'",
                "DELETE FROM claims WHERE id = :id",
                "INSERT INTO claims (id) VALUES (1)",
                "INSERT INTO claims (tenant_id, id) VALUES (:id, 1)"
            })
    void finds_a_table_that_is_read_or_written_for_anyone(String statement) {
        assertThat(TenantFilter.unfiltered(statement, TABLES)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELECT * FROM claims WHERE tenant_id = :tenant AND id IN (SELECT claim_id FROM patients)"})
    void names_the_table_that_lacks_its_tenant(String statement) {
        assertThat(TenantFilter.unfiltered(statement, TABLES)).isEqualTo(List.of("patients"));
    }
}
