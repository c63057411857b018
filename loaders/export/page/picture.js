'use strict';
(() => {
  const data = (id) => JSON.parse(document.getElementById(id).textContent);
  const nodes = new vis.DataSet(data('nodes'));
  const edges = new vis.DataSet(data('edges').map((edge, index) => ({ ...edge, id: index })));
  const network = new vis.Network(document.getElementById('picture'), { nodes, edges }, data('options'));
  const said = document.getElementById('said');
  const wait = document.getElementById('wait');

  const dress = () => {
    const style = getComputedStyle(document.documentElement);
    const ink = style.getPropertyValue('--ink').trim();
    const line = style.getPropertyValue('--line').trim();
    network.setOptions({
      nodes: { widthConstraint: { maximum: 130 }, font: { face: 'system-ui, sans-serif', color: ink, size: 13, strokeWidth: 3, strokeColor: style.getPropertyValue('--paper').trim() } },
      edges: { color: { color: line, highlight: ink, hover: ink } },
    });
    nodes.update(
      nodes.get({ filter: (node) => node.shape === 'box' }).map(({ id }) => ({
        id,
        font: { color: '#ffffff', strokeWidth: 0 },
      })),
    );
  };
  dress();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', dress);

  const rest = () => {
    network.setOptions({ physics: false });
    // how large a node and its label are is known once they are drawn
    network.once('afterDrawing', () => {
      network.fit({ maxZoomLevel: 1.5 });
      wait.remove();
    });
  };
  if (nodes.length === 0) {
    rest();
  } else {
    network.on('stabilizationProgress', ({ iterations, total }) => {
      wait.textContent = `Laying out … ${Math.round((100 * iterations) / total)}%`;
    });
    network.once('stabilizationIterationsDone', rest);
  }

  network.on('click', (event) => {
    const item = event.nodes.length ? nodes.get(event.nodes[0]) : edges.get(event.edges[0] ?? -1);
    said.hidden = !item;
    said.textContent = item ? item.title : '';
  });
  document.getElementById('legend').addEventListener('change', ({ target }) => {
    nodes.update(
      nodes.get({ filter: (node) => node.type === target.value }).map(({ id }) => ({ id, hidden: !target.checked })),
    );
  });
})();
