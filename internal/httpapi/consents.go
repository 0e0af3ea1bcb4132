package httpapi

import (
	"context"
	"encoding/hex"

	"github.com/enamel-home/enamel/internal/store"
)

// ConsentText is what somebody agrees to.
type ConsentText struct {
	Version  string `json:"version"`
	Language string `json:"language,omitempty" doc:"Of the words, a tag"`
	Words    string `json:"words"`
	Hash     string `json:"sha256"`
}

// ConsentTexts are what is agreed to today, in one language.
type ConsentTexts struct {
	App     ConsentText `json:"app" doc:"For apps, and for reports that are lent by link"`
	Webhook ConsentText `json:"webhook" doc:"Before a webhook is told of somebody"`
}

func consentText(t store.Text) ConsentText {
	hash := t.Hash()
	return ConsentText{Version: t.Version, Language: t.Language, Words: t.Words, Hash: hex.EncodeToString(hash[:])}
}

type languageQuery struct {
	Language string `query:"lang" maxLength:"35" doc:"A tag, such as de. English where there is no translation"`
}

func (s *server) consentTexts(_ context.Context, in *languageQuery) (*body[ConsentTexts], error) {
	return &body[ConsentTexts]{ConsentTexts{App: consentText(store.TextIn(store.AppText, in.Language)), Webhook: consentText(store.TextIn(store.HookText, in.Language))}}, nil
}
