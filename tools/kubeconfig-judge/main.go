// Command judge reports for each kubeconfig file whether client-go accepts it.
//
//	judge [--context NAME] [--transport] FILE[#CONTEXT] ...
//	judge --corpus DIR
//
// The first form prints one JSON object per file, one per line. The second
// judges every file of DIR (with the contexts of DIR/contexts.json) and prints
// one object by file name. Nothing here talks to a network or runs a plugin.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

// verdict is the result of client-go for one file.
type verdict struct {
	Accepted  bool   `json:"accepted"`
	Reason    string `json:"reason"`
	Server    string `json:"server"`
	Insecure  bool   `json:"insecure"`
	User      string `json:"user"`
	Transport string `json:"transport,omitempty"`
}

// line is a verdict with the file and context it is for.
type line struct {
	File    string `json:"file"`
	Context string `json:"context"`
	verdict
}

// judge loads the file as kubectl does and asks for the client configuration
// of the context, or of the file's current-context if none is given.
func judge(path, context string, transport bool) (v line) {
	v = line{filepath.Base(path), context, verdict{User: "none"}}
	// A file that makes client-go panic is not usable either.
	defer func() {
		if r := recover(); r != nil {
			v.verdict = verdict{Reason: clean(fmt.Errorf("panic: %v", r), path), User: "none"}
		}
	}()
	config, err := clientcmd.LoadFromFile(path)
	if err == nil {
		if context == "" {
			v.Context = config.CurrentContext
		}
		// File references are relative to the kubeconfig's own directory.
		err = clientcmd.ResolveLocalPaths(config)
	}
	if err != nil {
		v.Reason = clean(err, path)
		return v
	}
	// Without defaults an empty configuration is an error here, where kubectl
	// would fall back to the cluster it runs in or localhost:8080.
	overrides := clientcmd.ConfigOverrides{}
	client, err := clientcmd.NewNonInteractiveClientConfig(*config, context, &overrides, nil).ClientConfig()
	if err != nil {
		v.Reason = clean(err, path)
		return v
	}
	v.Accepted, v.Server, v.Insecure, v.User = true, client.Host, client.Insecure, userKind(client)
	// The step after ClientConfig parses the certificates. It needs real ones.
	if _, err := rest.TLSConfigFor(client); transport && err != nil {
		v.Transport = clean(err, path)
	}
	return v
}

// userKind names the kind of credentials; of several, the one that takes effect:
// a token or password before a plugin, and a client certificate last.
func userKind(c *rest.Config) string {
	switch {
	case c.BearerTokenFile != "":
		return "tokenFile"
	case c.BearerToken != "":
		return "token"
	case c.Username != "" || c.Password != "":
		return "basic"
	case c.ExecProvider != nil:
		return "exec"
	case c.AuthProvider != nil:
		return "authProvider"
	case len(c.CertData) > 0:
		return "certificate"
	case c.CertFile != "":
		return "certificateFile"
	}
	return "none"
}

// noise is a Go pointer as %v prints it: it differs from run to run.
var noise = regexp.MustCompile(`0xc[0-9a-f]{6,}`)

// clean returns the first line of an error, truncated to 200 characters, without
// the directory of the file.
func clean(err error, path string) string {
	s := noise.ReplaceAllString(err.Error(), "0x0")
	if dir, e := filepath.Abs(filepath.Dir(path)); e == nil {
		s = strings.ReplaceAll(s, dir+string(filepath.Separator), "")
	}
	s = strings.ReplaceAll(s, path, filepath.Base(path))
	s, _, _ = strings.Cut(strings.TrimSpace(s), "\n")
	return string([]rune(s)[:min(len([]rune(s)), 200)])
}

func main() {
	context := flag.String("context", "", "the context of files that name none")
	transport := flag.Bool("transport", false, "also tell the error of the TLS step")
	corpus := flag.String("corpus", "", "judge all files of this directory")
	flag.Parse()

	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	if *corpus == "" {
		for _, arg := range flag.Args() {
			path, name, found := strings.Cut(arg, "#")
			if !found {
				name = *context
			}
			out.Encode(judge(path, name, *transport))
		}
		return
	}
	contexts, all := map[string]string{}, map[string]verdict{}
	data, err := os.ReadFile(filepath.Join(*corpus, "contexts.json"))
	entries, err2 := os.ReadDir(*corpus)
	if err := errors.Join(err, err2, json.Unmarshal(data, &contexts)); err != nil {
		log.Fatal(err)
	}
	for _, e := range entries {
		if name := e.Name(); !e.IsDir() && name != "contexts.json" && name != "verdicts.json" {
			all[name] = judge(filepath.Join(*corpus, name), contexts[name], *transport).verdict
		}
	}
	out.SetIndent("", "  ")
	out.Encode(all)
}
