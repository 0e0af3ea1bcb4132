// Package house is the root of Enamel: no code, but the tests of the tree itself.
package house
