// What `grove --help` prints.
export const HELP = `Grove spawns a local cluster of server processes and shows, live, how it finds itself.

Usage
  grove up [DIR|PLAN]      start a cluster and show its start; Ctrl-C stops it
  grove ui [DIR|PLAN]      open the window, in it the cluster
  grove export FILE        turn a recorded timeline into another format
  grove --help, --version

DIR is a folder with a grove.json (default: this one), PLAN such a file.

grove up
  --sample NAME            a cluster that ships with Grove: chat
  --servers chat=3,gate=1  other counts than the plan's
  --order chat-1,gate-1    the order to spawn in; the others follow
  --json                   the timeline on stdout, one JSON object a line, and nothing else
  --record FILE            write the timeline to FILE too
  --exit-when-ready        stop as soon as all servers are ready and know each other
  --timeout SECONDS        how long that may take (default 30)

grove ui
  --sample NAME            start a cluster that ships with Grove
  --web, --desktop         in the browser, or as a desktop window (default: desktop if it can be)
  --port N                 port of the local page (default: any free one)
  --no-open                print the address, open no browser
  --no-sandbox             start the desktop window without Chromium's sandbox, as root must

grove export
  --format FORMAT          ndjson, mermaid or chrome-trace
  -o, --output OUT         write to OUT instead of stdout

Exit codes
  0    done
  1    the cluster did not become ready, or a server failed to start
  2    wrong use, or no good plan; nothing was started
  130  ended by Ctrl-C       143  ended by SIGTERM

Environment
  GROVE_NODE   the Node that runs servers (default: node on the PATH)
  GROVE_TOKEN  the cluster's secret (default: random)
  GROVE_STATE  where Grove keeps runs, logs, recent and trusted folders
`
