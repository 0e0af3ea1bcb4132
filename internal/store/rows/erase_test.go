package rows

import (
	"slices"
	"testing"
)

// TestTablesWith: what is erased with a household or an account is found in the migrations, whatever became of a table in them.
func TestTablesWith(t *testing.T) {
	for column, want := range map[string][]string{
		"household": {"answer", "audit", "audit_head", "audit_name", "brush", "brush_head", "brushed", "consent", "device_claim", "device_key", "erasure", "evidence", "feed", "feed_last", "frame_block", "frame_row", "hook",
			"hook_message", "hook_try", "invitation", "login", "membership", "oauth_client", "oauth_grant", "person", "push", "quiet_hours", "reminder", "report_link", "session", "source", "token", "uncounted"},
		"account": {"attempt", "hook", "identity", "invitation", "login", "membership", "oauth_ask", "oauth_client", "oauth_grant", "passkey", "push", "recovery_code", "report_link", "second_factor", "token"},
	} {
		got, err := tablesWith(column)
		if err != nil {
			t.Fatal(err)
		}
		for _, table := range want {
			if !slices.Contains(got, table) {
				t.Errorf("%s, which has a column %s, is not found", table, column)
			}
		}
		for _, table := range got {
			if !slices.Contains(want, table) {
				t.Errorf("%s has a column %s: say here that it is erased with it", table, column)
			}
		}
	}
}
