// Entry point of the page: connects to the host and mounts the app.
import { mount } from 'svelte'
import App from './App.svelte'
import { connect } from './host.ts'
import { Session } from './state/session.svelte.ts'

const target = document.getElementById('app')
if (target)
  void connect().then((connection) => mount(App, { target, props: { session: new Session(connection) } }))
