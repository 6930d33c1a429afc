import { formatPlatform } from '@nx-docker-multiarch/oci/model';
import { parseInspect } from './inspect.js';

const DOCKER = `Name:   default
Driver: docker

Nodes:
Name:             default
Endpoint:         default
Status:           running
BuildKit version: v0.0.0+unknown
Platforms:        linux/amd64, linux/amd64/v2, linux/arm64
Labels:
 org.mobyproject.buildkit.worker.hostname: vm
GC Policy rule#0:
 All:            false
 Filters:        type==source.local,type==exec.cachemount
`;

const FARM = `Name:          farm
Driver:        docker-container
Last Activity: 2026-11-24 08:12:14 +0000 UTC

Nodes:
Name:      farm0
Endpoint:  unix:///var/run/docker.sock
Status:    running
Buildkit:  v0.12.5
Platforms: linux/amd64*, linux/386

Name:      farm1
Endpoint:  tcp://10.0.0.2:2376
Error:     Cannot connect to the Docker daemon at tcp://10.0.0.2:2376
`;

const UNREACHABLE = `Name:          default
Driver:        
Last Activity: 2026-11-24 08:10:26 +0000 UTC
Error:         Cannot connect to the Docker daemon at unix:///nope.sock. Is the docker daemon running?
`;

describe('parseInspect', () => {
  it('reads a builder of one node', () => {
    const { nodes, ...builder } = parseInspect(DOCKER);
    expect(builder).toEqual({ name: 'default', driver: 'docker', problem: undefined });
    expect(nodes).toMatchObject([{ name: 'default', status: 'running', buildkitVersion: 'v0.0.0+unknown' }]);
    expect(nodes[0]?.platforms.map(formatPlatform)).toEqual(['linux/amd64', 'linux/amd64/v2', 'linux/arm64']);
  });

  it('reads several nodes, and what older versions call BuildKit', () => {
    const { driver, nodes } = parseInspect(FARM);
    expect(driver).toBe('docker-container');
    expect(nodes.map(({ name, endpoint }) => `${name} ${endpoint}`)).toEqual([
      'farm0 unix:///var/run/docker.sock',
      'farm1 tcp://10.0.0.2:2376',
    ]);
    expect(nodes[0]).toMatchObject({ buildkitVersion: 'v0.12.5', problem: undefined });
    expect(nodes[0]?.platforms.map(formatPlatform)).toEqual(['linux/amd64', 'linux/386']);
    expect(nodes[0]?.givenPlatforms?.map(formatPlatform)).toEqual(['linux/amd64']);
    expect(nodes[1]).toMatchObject({ buildkitVersion: undefined, platforms: [], status: '' });
    expect(nodes[1]?.problem).toContain('Cannot connect');
  });

  it('reads why a builder can not be asked', () => {
    expect(parseInspect(UNREACHABLE)).toEqual({
      name: 'default',
      driver: '',
      problem: 'Cannot connect to the Docker daemon at unix:///nope.sock. Is the docker daemon running?',
      nodes: [],
    });
  });

  it('knows nothing where nothing is said', () => {
    expect(parseInspect('')).toEqual({ name: '', driver: '', problem: undefined, nodes: [] });
  });
});
