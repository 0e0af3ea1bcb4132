package main

import (
	"os"

	"github.com/enamel-home/enamel/internal/httpapi"
)

// openapiCmd prints the API's document, from which the web app's types are made.
type openapiCmd struct{}

// Run writes the document to standard output.
func (openapiCmd) Run() error {
	_, err := os.Stdout.Write(httpapi.Document(version))
	return err
}
