package postgres

// Each is each.
var Each = each
