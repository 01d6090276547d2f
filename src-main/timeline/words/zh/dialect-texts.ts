// Simplified Chinese: what the dialects that Grove knows say of themselves, by their English texts.

export const dialectTexts: Readonly<Record<string, string>> = {
  // Steps of joining: Grove, Pomelo and Pinus.
  'The master listens': '主服务器开始监听',
  'The monitor dials the master': 'monitor 连接主服务器',
  'The master keeps the connection': '主服务器保留连接',
  'The monitor sends register': 'monitor 发送 register',
  'The master authenticates it and acknowledges': '主服务器认证并确认',
  'The monitor is registered; its modules start': 'monitor 已注册；各模块启动',
  'The watchdog asks for the server list': 'watchdog 请求服务器列表',
  'The master adds the subscriber and answers': '主服务器加入订阅者并应答',
  'The monitor finds the waiting callback': 'monitor 找到等待中的回调',
  'The servers are added to the view': '服务器被加入视图',
  'The proxies are made': '创建代理',
  'The watchdog notifies the subscribers': 'watchdog 通知订阅者',
  'The other servers add it too': '其他服务器也加入它',

  // Steps of joining: Moleculer.
  'The node connects to its transporter': '节点连接传输器',
  'The transporter is connected, and its topics are subscribed to': '传输器已连接，并订阅各主题',
  'The node discovers: DISCOVER to all; with TCP, a UDP announcement or a first HELLO':
    '节点发现其他节点：向所有节点发送 DISCOVER；TCP 时为 UDP 宣告或首个 HELLO',
  'The others tell it of theirs': '其他节点告诉它各自的服务',
  'It adds the others to its registry, and can call their actions':
    '它把其他节点加入注册表，可以调用它们的 action',
  'The wait for answers is over; its services start': '等待应答结束；各服务启动',
  'The broker has started': 'broker 已启动',
  'The node tells the others of its services (INFO; with TCP, gossip)':
    '节点告诉其他节点自己的服务（INFO；TCP 时为 gossip）',
  'The others add it, and can call its actions': '其他节点加入它，可以调用它的 action',

  // Steps of joining: Socket.IO.
  'The node makes its adapter': '节点创建适配器',
  'The node has all its subscriptions': '节点完成全部订阅',
  'Redis confirms its subscriptions': 'Redis 确认它的订阅',
  'The node publishes its first heartbeat': '节点发布首个心跳',
  'The other nodes add it to their lists': '其他节点把它加入列表',
  'The other nodes answer with a heartbeat': '其他节点以心跳应答',
  'The node adds them to its list': '节点把它们加入列表',
  'The node is ready for clients': '节点可以接受客户端',

  // States.
  'connecting to the transporter': '连接传输器',
  'connected to the transporter': '已连接传输器',
  discovering: '发现中',
  discovered: '已发现',
  'adapter made': '已创建适配器',
  'heartbeat sent': '已发送心跳',

  // What Grove does not see.
  'Clients are not tapped: of their connections only the end of the node is seen.':
    '客户端未接入探针：其连接只能看到节点一端。',
  'Sizes of packets are estimates: how long a packet is as JSON.':
    '数据包大小为估计值：即它作为 JSON 的长度。',
  'Lists of nodes are those of the namespace "/"; other namespaces have lists of their own.':
    '节点列表是命名空间“/”的；其他命名空间有各自的列表。',
  'Nodes keep no list of each other. Whom a request goes to is what Redis says of its subscribers at most a second before.':
    '节点不保存彼此的列表。请求发给谁，取自 Redis 至多一秒前所说的订阅者。',
  'What Redis itself does with a packet is not seen.': '看不到 Redis 自身如何处理数据包。',
  'A broker without a transporter, and calls between services of one node, send no packets.':
    '没有传输器的 broker，以及同一节点内服务之间的调用，不发送数据包。',
  'A packet is not seen if a middleware of the project replaces transporterSend and does not pass on its third argument.':
    '如果项目的中间件替换了 transporterSend 而不传递第三个参数，就看不到数据包。',
  'Moleculer is not seen inside a bundle (esbuild, webpack): load it from node_modules.':
    '看不到打包文件（esbuild、webpack）中的 Moleculer：请从 node_modules 加载它。',
  'Of a stream, the first chunk is the call or its answer; further chunks are packets without calls.':
    '对于流，第一块是调用或其应答；其后的块是不含调用的数据包。',
  'With transporters other than TCP, NATS and Redis, a packet to all nodes and one to a single node look alike to their receivers.':
    '使用 TCP、NATS 和 Redis 以外的传输器时，发给所有节点和发给单个节点的数据包在接收者看来一样。',
  'A server without a port cannot be called: proxies that Pomelo makes for its type are not shown.':
    '没有端口的服务器不能被调用：不显示 Pomelo 为其类型创建的代理。',
  'Clients are not seen themselves: what they send and get are packets from and to "?client/…".':
    '看不到客户端本身：它们收发的内容是来自和发往“?client/…”的数据包。',
  'Keep-alive packets of MQTT and heartbeats of Socket.IO are not shown.':
    '不显示 MQTT 的保活数据包和 Socket.IO 的心跳。',
  'Packets of the mqtt2 mailbox are binary: their size is shown, their bytes, and not their calls.':
    'mqtt2 邮箱的数据包是二进制的：显示大小和字节，不显示调用。',
  'RPC over the tcp, ws and ws2 mailboxes is not seen: only MQTT, and Socket.IO 0.9 in Pomelo before 1.0.':
    '看不到通过 tcp、ws 和 ws2 邮箱的 RPC：只能看到 MQTT，以及 1.0 之前的 Pomelo 中的 Socket.IO 0.9。',
  'What a connector sends to clients by itself (handshakes, heartbeats, kicks) is not shown.':
    '不显示 connector 自行发给客户端的内容（握手、心跳、踢出）。',
}
